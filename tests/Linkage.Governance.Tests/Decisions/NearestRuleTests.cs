using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>Which rule version answers a request, and in which order the answer says what it found.</summary>
public sealed class NearestRuleTests
{
    private static readonly GateRequest Request = Samples.HomesAndMoney();

    [Fact]
    public void Decide_TwoVersionsThatBothPermit_TakesTheNewest() =>
        Assert.Equal(5, Decide(Samples.V3, Samples.V3 with { Version = 5 }).RuleVersion);

    [Fact]
    public void Decide_TwoRulesThatBothPermit_TakesTheFirstIdWhateverItsVersion() =>
        Assert.Equal("a-rule", Decide(Samples.V3, Samples.V3 with { Id = "a-rule", Version = 1 }).RuleId);

    [Fact]
    public void Decide_NonePermits_ReportsTheOneWithTheFewestReasons()
    {
        var two = Samples.V3 with { Id = "a-rule", Status = RuleStatus.Revoked, ValidTo = new DateOnly(2026, 10, 1) };
        var one = Samples.V3 with { Status = RuleStatus.Suspended };

        var decision = Decide(two, one);

        Assert.Equal("homes-and-money", decision.RuleId);
        Assert.Equal(["RULE_SUSPENDED"], decision.Codes());
        Assert.Equal(
            [("a-rule", 3, false, "GatewayRevoked RuleExpired"), ("homes-and-money", 3, false, "RuleSuspended")],
            decision.Considered.Select(rule => (rule.RuleId, rule.RuleVersion, rule.IsAllowed, string.Join(' ', rule.Codes))));
    }

    [Fact]
    public void Decide_RuleThatNamesMoreOfTheDatasets_IsNearerThanOneWithFewerReasons()
    {
        var few = Samples.Stamped(Samples.V3 with { Id = "a-rule", Datasets = [Samples.V3.Datasets[0]] });

        Assert.Equal("homes-and-money", Decide(few, Samples.V3 with { Status = RuleStatus.Suspended, ValidTo = new DateOnly(2026, 10, 1), MaxRuns = 1 }).RuleId);
    }

    [Fact]
    public void Decide_SeveralRules_AreConsideredByIdAndVersion()
    {
        var decision = Decide(Samples.V3 with { Version = 7 }, Samples.V3, Samples.V3 with { Id = "a-rule", Version = 9 });

        Assert.Equal([("a-rule", 9), ("homes-and-money", 3), ("homes-and-money", 7)], decision.Considered.Select(rule => (rule.RuleId, rule.RuleVersion)));
        Assert.All(decision.Considered, rule => Assert.True(rule.IsAllowed));
    }

    [Fact]
    public void Decide_OnlyRulesWhosePlaceWasTaken_ReportsTheNearestOfThem()
    {
        var request = Request with { Datasets = [Samples.Dataset("food-vouchers", "Council", "vouchers_issued:Attribute:Select")] };
        var newer = Samples.V4 with { Datasets = [.. Samples.V4.Datasets.Where(dataset => dataset.Id != "food-vouchers")] };

        var decision = GateDecision.Decide(new Registry(Samples.Catalogue, [Samples.V3, newer], Samples.People), request, Samples.Today);

        Assert.Equal(3, decision.RuleVersion);
        Assert.Contains("RULE_EXPIRED", decision.Codes());
    }

    [Fact]
    public void Decide_NoRuleNamesADataset_SaysSoInTheCheckOfTheData()
    {
        var request = new GateRequest
        {
            ProjectId = "p",
            Purpose = "income-maximisation",
            Nation = "ENG",
            Controller = "ashgrove-council",
            Requester = "p-okafor",
            Datasets = [Samples.Dataset("council-tax", "Council", "uprn:Identifier:Match")],
            Contracts = [],
            Joins = [],
            Selections = [],
            Outputs = [new RequestedOutput("letters", "Outreach", "Row", [new RequestedOutputColumn("channel", "Contact", [])])],
            SuppressionLists = [],
            RecipientTeam = "t",
            RecipientEnvironment = "e",
        };

        var decision = GateDecision.Decide(Samples.Registry, request, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Null(decision.RuleId);
        Assert.Equal(["NO_RULE"], decision.Codes());
        Assert.Equal(["Request"], decision.Checks.Where(check => check.Passed).Select(check => check.Name.ToString()));
        Assert.Equal(Enum.GetValues<CheckName>(), decision.Checks.Select(check => check.Name));
        Assert.Equal(["Datasets NoRule"], decision.Checks.Where(check => check.Codes.Count > 0).Select(check => $"{check.Name} {string.Join(' ', check.Codes)}"));
        Assert.All(decision.Checks.Skip(1), check => Assert.Equal("There is no rule to check against.", check.Explanation));
        Assert.Equal("The request is complete and every word in it is known.", decision.Checks[0].Explanation);

        var one = GateDecision.Decide(Samples.Registry, request with { Purpose = "fun" }, Samples.October);

        Assert.False(one.Checks[0].Passed);
        Assert.Equal([ReasonCode.UnknownValue], one.Checks[0].Codes);
        Assert.Equal("The purpose fun is not a code of the catalogue.", one.Checks[0].Explanation);
        Assert.Equal(2, one.Reasons.Count);

        var unknown = GateDecision.Decide(Samples.Registry, request with { Purpose = "fun", Nation = "FRA" }, Samples.October);

        Assert.Equal(["NO_RULE", "UNKNOWN_VALUE"], unknown.Codes());
        Assert.Equal(ReasonCode.NoRule, unknown.Reasons[^1].Code);
        Assert.False(unknown.Checks[0].Passed);
        Assert.Equal([ReasonCode.UnknownValue], unknown.Checks[0].Codes);
        Assert.Equal(string.Join(' ', unknown.Reasons.SkipLast(1).Select(reason => reason.Explanation)), unknown.Checks[0].Explanation);
        Assert.Equal(3, unknown.Reasons.Count);
    }

    [Fact]
    public void Decide_ManyReasons_AreInTheOrderOfTheChecksAndEachCheckTellsItsOwn()
    {
        var rule = Samples.V3 with { Status = RuleStatus.Revoked, ValidTo = new DateOnly(2026, 10, 1), Dpia = null, Joins = [], Law = Samples.V3.Law with { Article6 = ["ART6-F"] } };
        var decision = GateDecision.Decide(Samples.Only(rule), Request with { Purpose = "early-help", Channel = "email", RecipientEnvironment = "laptop" }, Samples.October);

        Assert.Equal(
            ["BASIS_UNAVAILABLE", "GATEWAY_REVOKED", "RULE_EXPIRED", "DPIA_MISSING", "PURPOSE_NOT_COVERED", "JOIN_PAIR_NOT_PERMITTED", "JOIN_PAIR_NOT_PERMITTED", "JOIN_PAIR_NOT_PERMITTED", "JOIN_PAIR_NOT_PERMITTED", "RECIPIENT_NOT_PERMITTED", "CHANNEL_NOT_PERMITTED", "CHANNEL_NOT_PERMITTED"],
            decision.Reasons.Select(reason => reason.Code.Written()).Where(code => code != "RULE_NOT_APPROVED"));
        Assert.Equal(decision.Reasons, decision.Reasons.Distinct());
        foreach (var check in decision.Checks.Where(check => !check.Passed))
        {
            Assert.Equal(check.Codes.Distinct().Order(), check.Codes);
            Assert.All(decision.Reasons.Where(reason => check.Explanation.Contains(reason.Explanation, StringComparison.Ordinal)), reason => Assert.Contains(reason.Code, check.Codes));
        }

        var status = decision.Checks.Single(check => check.Name == CheckName.Status);
        Assert.Equal("status; validTo; dpia", status.Clause);
        Assert.Equal(3, status.Codes.Count);
        Assert.Equal("joins: food-vouchers - rent-arrears-panel; joins: food-vouchers - think-family; joins: rent-arrears-panel - food-vouchers; joins: rent-arrears-panel - think-family", decision.Checks.Single(check => check.Name == CheckName.Joins).Clause);
        Assert.Equal("recipients; reidentify.channels", decision.Checks.Single(check => check.Name == CheckName.Recipient).Clause);
        Assert.Null(decision.EffectiveEnd);
        Assert.Null(decision.Basis);
    }

    [Fact]
    public void Decide_ReasonsOfOneCode_AreInTheOrderOfTheirClauses()
    {
        var rule = Samples.Research with { Agreement = Samples.Research.Agreement! with { Parties = ["dwp"], SignedOn = new DateOnly(2026, 12, 1), ReviewBy = new DateOnly(2026, 10, 1) } };

        Assert.Equal(
            ["agreement.parties", "agreement.reviewBy", "agreement.signedOn"],
            GateDecision.Decide(Samples.Only(rule), Samples.ChildPoverty(), Samples.October).Reasons.Select(reason => reason.Clause));
    }

    [Fact]
    public void Decide_ReasonsOfOneCodeAndClause_AreInTheOrderOfTheirWords()
    {
        var decision = GateDecision.Decide(Samples.Only(Samples.V3), Request with { SuppressionLists = ["z-list", "opt-out", "unsafe-to-contact", "a-list"] }, Samples.October);

        Assert.Equal(
            ["a-list is not an opt-out list of the rule, so nobody may be looked up in it.", "z-list is not an opt-out list of the rule, so nobody may be looked up in it."],
            decision.Reasons.Where(reason => reason.Clause == "optOutLists").Select(reason => reason.Explanation));
    }

    private static Decision Decide(params Rule[] rules) =>
        GateDecision.Decide(new Registry(Samples.Catalogue, rules.Select(Samples.Stamped), Samples.People), Request, Samples.October);
}
