using System.Text.Json.Serialization;
using Linkage.Governance.Catalogue;

namespace Linkage.Governance.Rules;

/// <summary>A party to a rule.</summary>
/// <param name="Id">Party id, as in <c>ashgrove-council</c>.</param>
/// <param name="Type">What it is.</param>
/// <param name="ScheduleEntry">The entry of a schedule that names it, where a power names persons; else null.</param>
public sealed record Party(string Id, PartyType Type, string? ScheduleEntry);

/// <summary>Purposes of a rule.</summary>
/// <param name="Codes">Purpose codes of the catalogue.</param>
/// <param name="Text">The purpose in words.</param>
/// <param name="IncompatibleWith">Purposes that the data must never serve under this rule.</param>
public sealed record RulePurpose(IReadOnlyList<string> Codes, string Text, IReadOnlyList<string> IncompatibleWith);

/// <summary>The law a rule relies on. Powers and bases are alternatives: one that holds in full is enough.</summary>
public sealed record RuleLaw
{
    /// <summary>Catalogue ids of powers, duties and implied powers.</summary>
    public required IReadOnlyList<string> Powers { get; init; }

    /// <summary>Bars cleared, with evidence.</summary>
    public IReadOnlyList<BarClearance> BarsCleared { get; init; } = [];

    /// <summary>Catalogue ids of Article 6 bases.</summary>
    public required IReadOnlyList<string> Article6 { get; init; }

    /// <summary>Catalogue ids of Article 9 conditions.</summary>
    public IReadOnlyList<string> Article9 { get; init; } = [];

    /// <summary>Catalogue ids of DPA 2018 Schedule 1 conditions.</summary>
    public IReadOnlyList<string> Schedule1 { get; init; } = [];

    /// <summary>Catalogue ids for Article 10 data.</summary>
    public IReadOnlyList<string> Article10 { get; init; } = [];

    /// <summary>Why the linkage is necessary and proportionate.</summary>
    public required string Necessity { get; init; }

    /// <summary>Reference of the appropriate policy document, or null.</summary>
    public string? PolicyDocument { get; init; }

    /// <summary>Reference of the privacy notice.</summary>
    public required string Notice { get; init; }

    /// <summary>Evidence of consent and of how it is withdrawn, or null when consent is not relied on.</summary>
    public string? ConsentEvidence { get; init; }

    /// <summary>Reference of the accreditation of project, processor and researcher, or null.</summary>
    public string? Accreditation { get; init; }
}

/// <summary>How a rule clears one bar.</summary>
/// <param name="Bar">Catalogue id of the bar.</param>
/// <param name="How">How it is cleared.</param>
/// <param name="By">For an enactment: the catalogue id that lifts it; else null.</param>
/// <param name="Evidence">Reference of the evidence.</param>
public sealed record BarClearance(string Bar, Clearance How, string? By, string Evidence);

/// <summary>The data protection impact assessment.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Version">Its version.</param>
/// <param name="ApprovedOn">The day it was approved.</param>
/// <param name="ReviewBy">Last day it holds without a review.</param>
/// <param name="ResidualRisk">Risk that remains.</param>
/// <param name="DpoAdvice">The DPO's advice, disagreement included.</param>
/// <param name="DpoAdvisedOn">The day of that advice.</param>
/// <param name="SiroSignedOn">The day the SIRO signed the DPIA, or null.</param>
/// <param name="IcoConsultedOn">The day the ICO was consulted, or null.</param>
public sealed record Dpia(
    string Reference,
    string Version,
    DateOnly ApprovedOn,
    DateOnly ReviewBy,
    ResidualRisk ResidualRisk,
    string DpoAdvice,
    DateOnly DpoAdvisedOn,
    DateOnly? SiroSignedOn,
    DateOnly? IcoConsultedOn);

/// <summary>A data sharing agreement.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Version">Its version.</param>
/// <param name="Parties">Party ids.</param>
/// <param name="SignedOn">The day it was signed.</param>
/// <param name="ReviewBy">Last day it holds without a review.</param>
public sealed record Agreement(string Reference, string Version, IReadOnlyList<string> Parties, DateOnly SignedOn, DateOnly ReviewBy);

/// <summary>Approval by the body that data come from to use them again.</summary>
/// <param name="Body">The body, as an origin: DWP, HMRC.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Columns">Columns as <c>dataset.column</c>.</param>
/// <param name="Purposes">Purpose codes.</param>
public sealed record ReuseApproval(string Body, string Reference, DateOnly From, DateOnly To, IReadOnlyList<string> Columns, IReadOnlyList<string> Purposes);

/// <summary>A dataset as a rule covers it.</summary>
/// <param name="Id">Dataset id.</param>
/// <param name="Origin">Who first collected it.</param>
/// <param name="Provider">Party id of the controller that provides it.</param>
/// <param name="Subjects">Subjects the law treats in a special way.</param>
/// <param name="Columns">Logical column name to its uses.</param>
public sealed record RuleDataset(
    string Id,
    string Origin,
    string Provider,
    IReadOnlyList<DatasetSubject> Subjects,
    IReadOnlyDictionary<string, IReadOnlyList<ColumnUse>> Columns);

/// <summary>A pair of datasets that may be joined. An Inner join is the same both ways; a Left or Anti join is permitted as written.</summary>
/// <param name="Left">Left dataset.</param>
/// <param name="Right">Right dataset.</param>
/// <param name="Types">Types of join.</param>
/// <param name="Keys">Keys of the join.</param>
/// <param name="MinimumProbability">Least match probability, 0 to 1.</param>
public sealed record RuleJoin(string Left, string Right, IReadOnlyList<JoinType> Types, IReadOnlyList<string> Keys, decimal MinimumProbability);

/// <summary>A query that may select or shape. Widening it needs a new version.</summary>
/// <param name="Name"><c>cohort</c>, or the name of the output that the query makes.</param>
/// <param name="Text">What it selects, in plain English.</param>
/// <param name="Digest">SHA-256 (lower-case hex) of the parsed query; sixty-four zeros permit nothing.</param>
public sealed record RuleSelection(string Name, string Text, string Digest);

/// <summary>An output that may be made.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Granularity">What one row stands for.</param>
/// <param name="Columns">Its columns.</param>
public sealed record RuleOutput(OutputKind Kind, Granularity Granularity, IReadOnlyList<RuleOutputColumn> Columns);

/// <summary>A column that an output may have.</summary>
/// <param name="Name">Column name in the file.</param>
/// <param name="Role">What it does.</param>
/// <param name="Sources">The columns it may be made of, as <c>dataset.column</c>.</param>
public sealed record RuleOutputColumn(string Name, ColumnRole Role, IReadOnlyList<string> Sources)
{
    /// <summary>For a ratio: the count or sum of the same output that is divided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Numerator { get; init; }

    /// <summary>For a ratio: the count or sum of the same output that it is divided by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Denominator { get; init; }
}

/// <summary>Disclosure control of tables and pseudonymised rows.</summary>
/// <param name="MinimumCell">Counts below it are suppressed; people.</param>
/// <param name="RoundingBase">Counts shown are rounded to its nearest multiple; people.</param>
/// <param name="KAnonymity">Fewest people who share a combination of quasi-identifiers in pseudonymised rows.</param>
/// <param name="MaximaBanned">Whether a table may hold counts only, so that no value of one person can appear in it.</param>
public sealed record DisclosureTerms(int MinimumCell, int RoundingBase, int KAnonymity, bool MaximaBanned)
{
    /// <summary>How sums are protected; null where none may leave.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SumTerms? Sums { get; init; }

    /// <summary>The coarseness of dates in pseudonymised rows of a rule that does not say: <c>month</c>.</summary>
    public const string DatesUnlessSaid = "month";

    /// <summary>Largest share of people, in percent, that rows with ladders leave out before columns are made coarser, of a rule that does not say.</summary>
    public const int MaximumSuppressedPercentUnlessSaid = 5;

    /// <summary>Largest share of people, in percent, left out of pseudonymised rows because of their group before columns with a ladder are made coarser; null is <see cref="MaximumSuppressedPercentUnlessSaid"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaximumSuppressedPercent { get; init; }

    /// <summary>Dates in pseudonymised rows are at least as coarse: one of <see cref="Words.DateDetails"/>; null is <see cref="DatesUnlessSaid"/>. A rule that does not say has the hash it had before it could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dates { get; init; }
}

/// <summary>Disclosure control of sums. Where nothing else is said the thresholds are those of ACRO.</summary>
/// <param name="Contributors">How many of the largest contributions the dominance rule looks at; the n of n-k.</param>
/// <param name="Percent">A sum of which those contribute more than this is hidden; the k of n-k, per cent.</param>
/// <param name="PPercent">A sum is hidden where all but the two largest contributions are less than this of the largest, per cent.</param>
/// <param name="RoundingBase">Sums shown are rounded to its nearest multiple; in the unit of what is summed, as pounds.</param>
public sealed record SumTerms(int Contributors, int Percent, int PPercent, int RoundingBase)
{
    /// <summary>ACRO's <c>safe_nk_n</c>.</summary>
    public const int UsualContributors = 2;

    /// <summary>ACRO's <c>safe_nk_k</c>, per cent.</summary>
    public const int UsualPercent = 90;

    /// <summary>ACRO's <c>safe_pratio_p</c>, per cent.</summary>
    public const int UsualPPercent = 10;

    /// <summary>Whether nothing is shown under these terms that the others hide.</summary>
    public bool AreAsStrictAs(SumTerms others) =>
        Contributors >= others.Contributors && Percent <= others.Percent && PPercent >= others.PPercent && RoundingBase >= others.RoundingBase;
}

/// <summary>Re-identification for outreach: a gateway of its own.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="ContactColumns">Contact columns of the output: name, address, postcode, phone, email.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Recipients">Teams that may receive names.</param>
/// <param name="MinimumAge">
/// Least age in years on the day of the release, 0 to 120, or null for none: a person who is younger by any granted record is left out of an outreach. Approving it
/// approves that dates of birth granted for Match, which otherwise serve linkage alone, are also used to leave people out.
/// </param>
public sealed record Reidentification(
    bool Allowed, IReadOnlyList<string> ContactColumns, IReadOnlyList<string> Channels, IReadOnlyList<string> Recipients, int? MinimumAge = null);

/// <summary>A recipient.</summary>
/// <param name="Team">The team.</param>
/// <param name="Environment">The environment it reads in.</param>
/// <param name="Party">Party id it belongs to.</param>
public sealed record Recipient(string Team, string Environment, string Party)
{
    /// <summary>How the team gets a release; null is <see cref="Rules.Delivery.Encrypted"/>. A rule that does not say has the hash it had before it could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Delivery? Delivery { get; init; }
}

/// <summary>How a team gets a release.</summary>
public enum Delivery
{
    /// <summary>Encrypted to a key of the member who collects it.</summary>
    Encrypted,

    /// <summary>As plain files in a folder that the team's group may read: within the research environment.</summary>
    Folder,
}

/// <summary>One approval.</summary>
/// <param name="Role">The role in which it was given.</param>
/// <param name="Person">Person id, or one of the person's accounts.</param>
/// <param name="RuleHash">Content hash of the rule that was approved.</param>
/// <param name="At">When.</param>
/// <param name="OnBehalfOf">Person id of the holder of the role, when it was delegated; else null.</param>
/// <param name="Acknowledges">Catalogue ids whose confidence the approver knows to be short of sure.</param>
/// <param name="Signature">The person's signature, base64 (<see cref="ApprovalSignature"/>), or null; an approval without a valid one does not count.</param>
public sealed record Approval(
    ApproverRole Role,
    string Person,
    string RuleHash,
    DateTimeOffset At,
    string? OnBehalfOf,
    IReadOnlyList<string> Acknowledges,
    string? Signature);
