using System.Text.Json;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>Every reason code is produced by a case of its own, and a code without a case fails here.</summary>
public sealed class ReasonCodeTests
{
    private static readonly Dictionary<ReasonCode, Func<Decision>> Cases = new()
    {
        [ReasonCode.NoRule] = () => Ask(Samples.V3, request => request with { Datasets = [Samples.Dataset("bins", "Council", "uprn:Identifier:Match")], Joins = [] }),
        [ReasonCode.RuleNotApproved] = () => Ask(Samples.V3 with { Status = RuleStatus.Proposed }),
        [ReasonCode.RuleSuspended] = () => Ask(Samples.V3 with { Status = RuleStatus.Suspended }),
        [ReasonCode.GatewayRevoked] = () => Ask(Samples.V3 with { Status = RuleStatus.Revoked }),
        [ReasonCode.RuleExpired] = () => Ask(Samples.V3 with { ValidTo = new DateOnly(2026, 10, 24) }),
        [ReasonCode.RuleNotYetEffective] = () => Ask(Samples.V3 with { ValidFrom = new DateOnly(2026, 10, 26) }),
        [ReasonCode.DpiaMissing] = () => Ask(Samples.V3 with { Dpia = null }),
        [ReasonCode.DpiaExpired] = () => Ask(Samples.V3 with { Dpia = Samples.V3.Dpia! with { ReviewBy = new DateOnly(2026, 10, 24) } }),
        [ReasonCode.AgreementExpired] = () => AskResearch(Samples.Research with { Agreement = Samples.Research.Agreement! with { ReviewBy = new DateOnly(2026, 10, 24) } }),
        [ReasonCode.ReuseApprovalMissing] = () => AskResearch(Samples.Research with { ReuseApprovals = [] }),
        [ReasonCode.LawNotInForce] = () => Ask(Samples.V3 with { Law = Samples.V3.Law with { Powers = ["LA11-1"] } }, catalogue: Without("LA11-1", entry => entry with { InForceTo = new DateOnly(2026, 10, 24) })),
        [ReasonCode.NationNotCovered] = () => Ask(Samples.V3, request => request with { Nation = "SCO" }),
        [ReasonCode.PartyNotSpecified] = () => Ask(Samples.V3, request => request with { Controller = "homes-for-all-housing-association" }),
        [ReasonCode.BarNotCleared] = () => AskCare(Samples.V4 with { Law = Samples.V4.Law with { BarsCleared = [] } }),
        [ReasonCode.BasisUnavailable] = () => Ask(Samples.V3 with { Law = Samples.V3.Law with { Article6 = ["ART6-EA", "ART6-F"] } }),
        [ReasonCode.Art9Missing] = () => AskCare(Samples.V4 with { Law = Samples.V4.Law with { PolicyDocument = null } }),
        [ReasonCode.Art10Missing] = () => Ask(Samples.V3, request => request.With("think-family", new RequestedColumn("offender", "CriminalOffence", ["Select"]))),
        [ReasonCode.PurposeNotCovered] = () => Ask(Samples.V3, request => request with { Purpose = "early-help" }),
        [ReasonCode.DatasetNotCovered] = () => Ask(Samples.V3, request => request with { SuppressionLists = [.. request.SuppressionLists, "adult-social-care"] }),
        [ReasonCode.JoinPairNotPermitted] = () => Ask(Samples.V3 with { Joins = [.. Samples.V3.Joins.Take(2)] }, request => request with { Joins = [.. request.Joins.Take(2)] }),
        [ReasonCode.JoinTypeNotPermitted] = () => Ask(Samples.V3, request => request with { Joins = [.. request.Joins, Samples.Join("rent-arrears-panel", "food-vouchers", "Anti")] }),
        [ReasonCode.KeyNotPermitted] = () => Ask(Samples.V3, request => request with { Joins = [.. request.Joins.Select(join => join with { Keys = ["household"] })] }),
        [ReasonCode.MatchBelowMinimum] = () => Ask(Samples.V3, request => request with { Joins = [.. request.Joins.Select(join => join with { MinimumProbability = 0.94 })] }),
        [ReasonCode.ModelNotPermitted] = () => Ask(Samples.V3, request => request with { Models = [.. request.Models.Skip(1)] }),
        [ReasonCode.SelectionNotPermitted] = () => Ask(Samples.V3, request => request with { Selections = [new RequestedSelection("cohort", new string('b', 64))] }),
        [ReasonCode.TrialNotPermitted] = () => Ask(Samples.V3, request => request with { Trial = Trials.Requested }),
        [ReasonCode.ControlArmNotPermitted] = () => Ask(Samples.V3 with { Trial = Trials.Permitted with { ControlArms = [] } }, request => request with { Trial = Trials.Requested }),
        [ReasonCode.ColumnNotPermitted] = () => Ask(Samples.V3, request => request.With("food-vouchers", new RequestedColumn("call_notes", "FreeText", ["Select"]))),
        [ReasonCode.GranularityNotPermitted] = () => AskResearch(Samples.Research, request => request with { Outputs = [request.Outputs[1] with { Granularity = "Lsoa" }] }),
        [ReasonCode.DisclosureFailed] = () => AskResearch(Samples.Research with { Disclosure = null }),
        [ReasonCode.ReidentificationNotPermitted] = () => Ask(Samples.V3, request => request with { SuppressionLists = ["opt-out"] }),
        [ReasonCode.RecipientNotPermitted] = () => Ask(Samples.V3, request => request with { RecipientEnvironment = "laptop" }),
        [ReasonCode.ChannelNotPermitted] = () => Ask(Samples.V3, request => request with { Channel = "email" }),
        [ReasonCode.ScheduleNotPermitted] = () => Ask(Samples.V3, request => request with { PriorRuns = 60 }),
        [ReasonCode.ApproverConflict] = () => Ask(Samples.V3, request => request with { Requester = "sandhu-laptop" }),
        [ReasonCode.UnknownValue] = () => Ask(Samples.V3, request => request with { Nation = "England" }),
    };

    public static TheoryData<ReasonCode> All => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_CaseOfTheCode_IsDeniedWithIt(ReasonCode code)
    {
        Assert.True(Cases.ContainsKey(code), $"{code.Written()} has no case.");

        var decision = Cases[code]();

        Assert.False(decision.IsAllowed);
        Assert.Contains(code, decision.Reasons.Select(reason => reason.Code));
        Assert.Contains(decision.Checks, check => !check.Passed && check.Codes.Contains(code));
        Assert.All(decision.Reasons, reason => Assert.False(string.IsNullOrWhiteSpace(reason.Explanation) || string.IsNullOrWhiteSpace(reason.Clause)));
    }

    [Fact]
    public void Written_EveryCode_IsOneOfGateMdOrOfDecisions011And020()
    {
        const string Codes = """
            NO_RULE RULE_NOT_APPROVED RULE_SUSPENDED GATEWAY_REVOKED RULE_EXPIRED RULE_NOT_YET_EFFECTIVE DPIA_MISSING DPIA_EXPIRED
            AGREEMENT_EXPIRED REUSE_APPROVAL_MISSING LAW_NOT_IN_FORCE NATION_NOT_COVERED PARTY_NOT_SPECIFIED BAR_NOT_CLEARED BASIS_UNAVAILABLE ART9_MISSING ART10_MISSING
            PURPOSE_NOT_COVERED DATASET_NOT_COVERED JOIN_PAIR_NOT_PERMITTED JOIN_TYPE_NOT_PERMITTED KEY_NOT_PERMITTED MATCH_BELOW_MINIMUM MODEL_NOT_PERMITTED SELECTION_NOT_PERMITTED
            TRIAL_NOT_PERMITTED CONTROL_ARM_NOT_PERMITTED
            COLUMN_NOT_PERMITTED GRANULARITY_NOT_PERMITTED DISCLOSURE_FAILED REIDENTIFICATION_NOT_PERMITTED RECIPIENT_NOT_PERMITTED CHANNEL_NOT_PERMITTED
            SCHEDULE_NOT_PERMITTED APPROVER_CONFLICT UNKNOWN_VALUE
            """;

        Assert.Equal(Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), Enum.GetValues<ReasonCode>().Select(code => code.Written()));
    }

    [Fact]
    public void Decide_ManyFaults_ReportsThemAll()
    {
        var decision = Ask(Samples.V3 with { Status = RuleStatus.Suspended, Dpia = null }, request => request with { Channel = "carrier pigeon", Nation = "SCO", RecipientTeam = "revenues" });

        Assert.Superset(
            new HashSet<string> { "RULE_SUSPENDED", "DPIA_MISSING", "UNKNOWN_VALUE", "CHANNEL_NOT_PERMITTED", "NATION_NOT_COVERED", "RECIPIENT_NOT_PERMITTED" },
            decision.Codes().ToHashSet());
        Assert.Equal(Enum.GetValues<CheckName>(), decision.Checks.Select(check => check.Name));
    }

    [Fact]
    public void Decision_AsJson_HasWrittenCodesAndReadsBack()
    {
        var decision = Cases[ReasonCode.Art9Missing]();

        var json = JsonSerializer.Serialize(decision);

        Assert.Contains("\"ART9_MISSING\"", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Decision>(json)));
    }

    private static Decision Ask(Rule rule, Func<GateRequest, GateRequest>? change = null, LegalCatalogue? catalogue = null) =>
        GateDecision.Decide(new Registry(catalogue ?? Samples.Catalogue, [Samples.Stamped(rule)], Samples.People), (change ?? (request => request))(Samples.HomesAndMoney()), Samples.October);

    private static Decision AskCare(Rule rule) =>
        GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoneyWithoutCare(), Samples.Today);

    private static Decision AskResearch(Rule rule, Func<GateRequest, GateRequest>? change = null) =>
        GateDecision.Decide(Samples.Only(rule), (change ?? (request => request))(Samples.ChildPoverty()), Samples.October);

    private static LegalCatalogue Without(string id, Func<CatalogueEntry, CatalogueEntry> change) =>
        new(Samples.Catalogue.Entries.Select(entry => entry.Id == id ? change(entry) : entry), Samples.Catalogue.Purposes);
}
