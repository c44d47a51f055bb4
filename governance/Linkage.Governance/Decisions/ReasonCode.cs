using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Governance.Decisions;

/// <summary>Why a request is refused (gate.md). Written as <c>PURPOSE_NOT_COVERED</c> in files and messages.</summary>
[JsonConverter(typeof(ReasonCodeJsonConverter))]
public enum ReasonCode
{
    /// <summary>No rule names any dataset of the request.</summary>
    NoRule,

    /// <summary>The rule is not approved, or its approvals do not bear the approval out.</summary>
    RuleNotApproved,

    /// <summary>The rule is suspended.</summary>
    RuleSuspended,

    /// <summary>The rule is revoked.</summary>
    GatewayRevoked,

    /// <summary>The rule has ended, or a newer version has taken its place.</summary>
    RuleExpired,

    /// <summary>The rule has not begun.</summary>
    RuleNotYetEffective,

    /// <summary>There is no DPIA, or it is not complete.</summary>
    DpiaMissing,

    /// <summary>The DPIA is past its review date.</summary>
    DpiaExpired,

    /// <summary>The agreement is missing where one is needed, does not name the parties, or is past its review date.</summary>
    AgreementExpired,

    /// <summary>Data of DWP or HMRC origin without a re-use approval that names column, purpose and day.</summary>
    ReuseApprovalMissing,

    /// <summary>A law the rule relies on is not in force.</summary>
    LawNotInForce,

    /// <summary>The rule or the law does not cover the nation.</summary>
    NationNotCovered,

    /// <summary>A party is not named by the rule or not specified by the law.</summary>
    PartyNotSpecified,

    /// <summary>A confidentiality duty or an offence stands in the way.</summary>
    BarNotCleared,

    /// <summary>No lawful power or basis that this party may rely on.</summary>
    BasisUnavailable,

    /// <summary>Special category data without an Article 9 condition.</summary>
    Art9Missing,

    /// <summary>Offence data without an Article 10 condition.</summary>
    Art10Missing,

    /// <summary>The purpose is not the rule's.</summary>
    PurposeNotCovered,

    /// <summary>A dataset is not the rule's.</summary>
    DatasetNotCovered,

    /// <summary>Two datasets may not be joined.</summary>
    JoinPairNotPermitted,

    /// <summary>They may, but not in this way.</summary>
    JoinTypeNotPermitted,

    /// <summary>They may, but not on this key.</summary>
    KeyNotPermitted,

    /// <summary>The match probability asked for is below the rule's.</summary>
    MatchBelowMinimum,

    /// <summary>A pair is weighed by a model that the rule was not approved with. Beyond gate.md.</summary>
    ModelNotPermitted,

    /// <summary>The query is not one the rule permits.</summary>
    SelectionNotPermitted,

    /// <summary>The trial is not the one the rule permits, or the rule permits none. Beyond gate.md.</summary>
    TrialNotPermitted,

    /// <summary>An arm of the trial may not be a control. Beyond gate.md.</summary>
    ControlArmNotPermitted,

    /// <summary>A column may not be used in this way.</summary>
    ColumnNotPermitted,

    /// <summary>The output is finer than, or other than, what is permitted.</summary>
    GranularityNotPermitted,

    /// <summary>The output cannot be made safe by disclosure control.</summary>
    DisclosureFailed,

    /// <summary>People may not be named again.</summary>
    ReidentificationNotPermitted,

    /// <summary>The recipient is not the rule's.</summary>
    RecipientNotPermitted,

    /// <summary>The channel is not the rule's.</summary>
    ChannelNotPermitted,

    /// <summary>The run is more often, or more, than permitted.</summary>
    ScheduleNotPermitted,

    /// <summary>An approver is author, requester or their delegate, holds no role, or counts twice.</summary>
    ApproverConflict,

    /// <summary>The request holds a word that is not known, or is not complete.</summary>
    UnknownValue,
}

/// <summary>The written form of reason codes.</summary>
public static class ReasonCodes
{
    /// <summary>The code as gate.md writes it, as in <c>PURPOSE_NOT_COVERED</c>.</summary>
    public static string Written(this ReasonCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}

/// <summary>Writes reason codes to JSON in their written form.</summary>
public sealed class ReasonCodeJsonConverter() : JsonStringEnumConverter<ReasonCode>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);
