using Linkage.Governance.Decisions;
using Linkage.Governance.Disclosure;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>The five scenarios of gate.md, each with its flip.</summary>
public sealed class ScenarioTests
{
    [Theory]
    [InlineData("income-maximisation")]
    [InlineData("homelessness-prevention")]
    public void Scenario1_HomesAndMoney_IsAllowedByVersion3(string purpose)
    {
        var decision = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney() with { Purpose = purpose }, Samples.October);

        Assert.Empty(decision.Codes());
        Assert.True(decision.IsAllowed);
        Assert.Equal(("homes-and-money", 3), (decision.RuleId, decision.RuleVersion));
        Assert.All(decision.Checks, check => Assert.True(check.Passed));
        Assert.Equal(new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.Zero), decision.EffectiveEnd);
        Assert.Contains(decision.Warnings, warning => warning.StartsWith("HA96-P7", StringComparison.Ordinal));
    }

    [Fact]
    public void Scenario1_ColumnDerivedFromDwp_IsDenied()
    {
        var request = Samples.HomesAndMoney().With("think-family", new RequestedColumn("uc_claimant", "Attribute", ["Select"], "DWP"));

        var decision = GateDecision.Decide(Samples.Registry, request, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Equal(["BAR_NOT_CLEARED", "COLUMN_NOT_PERMITTED", "REUSE_APPROVAL_MISSING"], decision.Codes());
    }

    [Fact]
    public void Scenario1_ColumnDerivedFromDwpThatTheRuleNames_IsStillDenied()
    {
        var rule = Samples.V3 with { Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset.Id == "think-family" ? dataset with { Columns = new Dictionary<string, IReadOnlyList<ColumnUse>>(dataset.Columns) { ["uc_claimant"] = [ColumnUse.Select] } } : dataset)] };
        var request = Samples.HomesAndMoney().With("think-family", new RequestedColumn("uc_claimant", "Attribute", ["Select"], "DWP"));

        var decision = GateDecision.Decide(Samples.Only(rule), request, Samples.October);

        Assert.Equal(["BAR_NOT_CLEARED", "REUSE_APPROVAL_MISSING"], decision.Codes());
    }

    [Fact]
    public void Scenario1_AdultSocialCareUnderVersion3_IsDenied()
    {
        var decision = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Contains("RULE_NOT_YET_EFFECTIVE", decision.Codes());
        var third = GateDecision.Decide(Samples.Only(Samples.V3), Samples.HomesAndMoneyWithoutCare(), Samples.October);
        Assert.Contains("DATASET_NOT_COVERED", third.Codes());
        Assert.Contains("JOIN_PAIR_NOT_PERMITTED", third.Codes());
    }

    [Fact]
    public void Scenario1_AdultSocialCareUnderVersion4_IsAllowedToday()
    {
        var decision = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.Today);

        Assert.Empty(decision.Codes());
        Assert.Equal(4, decision.RuleVersion);
    }

    [Fact]
    public void Scenario2_CohortSentToRevenues_IsDenied()
    {
        var request = Samples.HomesAndMoney() with { Purpose = "debt-recovery", RecipientTeam = "revenues", RecipientEnvironment = "revenues-system", Requester = "p-hartley" };

        var decision = GateDecision.Decide(Samples.Registry, request, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Null(decision.EffectiveEnd);
        Assert.Equal(["PURPOSE_NOT_COVERED", "RECIPIENT_NOT_PERMITTED", "REIDENTIFICATION_NOT_PERMITTED"], decision.Codes());
    }

    [Fact]
    public void Scenario2_RevenuesIsARecipient_IsStillDenied()
    {
        var rule = Samples.V3 with
        {
            Recipients = [.. Samples.V3.Recipients, new Recipient("revenues", "revenues-system", "ashgrove-council")],
            Reidentify = Samples.V3.Reidentify with { Recipients = ["homes-and-money-outreach", "revenues"] },
        };
        var request = Samples.HomesAndMoney() with { Purpose = "debt-recovery", RecipientTeam = "revenues", RecipientEnvironment = "revenues-system" };

        Assert.Equal(["PURPOSE_NOT_COVERED"], GateDecision.Decide(Samples.Only(rule), request, Samples.October).Codes());
    }

    [Fact]
    public void Scenario3_GlasgowHelps_IsAllowed()
    {
        var decision = GateDecision.Decide(Samples.Only(Glasgow.Rule), Glasgow.Request(), Glasgow.July);

        Assert.Empty(decision.Codes());
        Assert.True(decision.IsAllowed);
        Assert.Equal(new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero), decision.EffectiveEnd);
    }

    [Fact]
    public void Scenario3_LoneParentStatusInTheOutput_IsDenied()
    {
        var request = Glasgow.Request().With("dwp-lcf-july", new RequestedColumn("lone_parent", "QuasiIdentifier", ["Output"]));
        request = request with { Outputs = [request.Outputs[0] with { Columns = [.. request.Outputs[0].Columns, new RequestedOutputColumn("lone_parent", "Value", ["dwp-lcf-july.lone_parent"])] }] };

        var decision = GateDecision.Decide(Samples.Only(Glasgow.Rule), request, Glasgow.July);

        Assert.Contains("COLUMN_NOT_PERMITTED", decision.Codes());
        Assert.Equal(["BAR_NOT_CLEARED", "COLUMN_NOT_PERMITTED", "REUSE_APPROVAL_MISSING"], decision.Codes());
    }

    [Fact]
    public void Scenario3_ChildDateOfBirthInTheOutput_IsDenied()
    {
        var request = Glasgow.Request();
        request = request with { Outputs = [request.Outputs[0] with { Columns = [.. request.Outputs[0].Columns, new RequestedOutputColumn("child_date_of_birth", "Value", ["dwp-lcf-july.child_date_of_birth"])] }] };

        Assert.Equal(["COLUMN_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(Glasgow.Rule), request, Glasgow.July).Codes());
    }

    [Fact]
    public void Scenario3_InAugust_TheReuseApprovalHasEnded()
    {
        var decision = GateDecision.Decide(Samples.Only(Glasgow.Rule), Glasgow.Request(), Glasgow.July.AddMonths(1));

        Assert.Equal(["BAR_NOT_CLEARED", "REUSE_APPROVAL_MISSING"], decision.Codes());
    }

    [Fact]
    public void Scenario4_AuthorApprovesThroughADelegatedRole_StaysProposed()
    {
        var rule = Samples.V3 with { Author = "p-berrington" };
        rule = rule with
        {
            Approvals = [.. rule.Approvals.Select(approval => approval.Role == ApproverRole.IGLead ? approval with { Person = "p-berrington", OnBehalfOf = "p-sandhu" } : approval)],
        };
        var registry = Samples.Only(rule);

        var decision = GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.October);

        Assert.Equal(["APPROVER_CONFLICT", "RULE_NOT_APPROVED"], decision.Codes());
        Assert.Equal(RuleStatus.Proposed, RuleLifeCycle.StatusAt(registry.Rules[0], registry, Samples.October));
    }

    [Fact]
    public void Scenario4_SomeoneElseApprovesThroughTheSameDelegation_IsApproved()
    {
        var rule = Samples.V3 with
        {
            Approvals = [.. Samples.V3.Approvals.Select(approval => approval.Role == ApproverRole.IGLead ? approval with { Person = "p-berrington", OnBehalfOf = "p-sandhu" } : approval)],
        };
        var registry = Samples.Only(rule);

        Assert.True(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.October).IsAllowed);
        Assert.Equal(RuleStatus.Approved, RuleLifeCycle.StatusAt(registry.Rules[0], registry, Samples.October));
    }

    [Fact]
    public void Scenario5_DataZoneCounts_AreTransformed()
    {
        var shown = DisclosureControl.Apply([Zone("S01", 7), Zone("S02", 23), Zone("S03", 30)], 10, 5);

        Assert.Equal(["c", "25", "30"], shown.Cells.Select(cell => cell.Text));
        Assert.Equal(55, shown.Total);
        Assert.Empty(DisclosureAudit.Failures([shown], 10, 5));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public void Scenario5_TrueCountsAndTrueTotalTogether_Fail(int roundingBase)
    {
        var published = new ShownTable("zones", ["zone"], [new(["S01"], null), new(["S02"], 23), new(["S03"], 30)], 60);

        Assert.Contains("zones: a suppressed cell can be worked out from its total.", DisclosureAudit.Failures([published], 10, roundingBase));
    }

    private static TableCell Zone(string zone, long count) => new([zone], count);
}
