using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>What no file can hold, because its reader refuses it, and what the gate makes of it all the same.</summary>
public sealed class CheckDetailTests
{
    [Fact]
    public void Decide_BarClearedWithBlankEvidence_Stands()
    {
        var rule = Samples.V4 with { Law = Samples.V4.Law with { BarsCleared = [new BarClearance("CLDC", Clearance.PublicInterest, null, " ")] } };

        Assert.Equal(["BAR_NOT_CLEARED"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoneyWithoutCare(), Samples.Today).Codes());
    }

    [Fact]
    public void Decide_RuleThatNamesNoPower_HasNoBasis()
    {
        var decision = GateDecision.Decide(Samples.Only(Samples.V3 with { Law = Samples.V3.Law with { Powers = [] } }), Samples.HomesAndMoney(), Samples.October);

        Assert.Equal(["BASIS_UNAVAILABLE"], decision.Codes());
        Assert.False(decision.Checks.Single(check => check.Name == CheckName.Law).Passed);
    }

    [Fact]
    public void Decide_DpiaWithBlankReference_IsMissing() => AssertDpiaMissing(Samples.V3.Dpia! with { Reference = " " });

    [Fact]
    public void Decide_DpiaWithBlankAdvice_IsMissing() => AssertDpiaMissing(Samples.V3.Dpia! with { DpoAdvice = " " });

    [Fact]
    public void Decide_RuleApprovedWithoutTheContractOfAList_IsDenied()
    {
        var rule = Samples.V3 with { Contracts = Samples.V3.Contracts.Where(contract => contract.Key != "opt-out").ToDictionary() };

        Assert.Equal(["DATASET_NOT_COVERED"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Fact]
    public void Decide_RequestThatRepeatsItself_IsAllowedAsIfItDidNot()
    {
        var request = Samples.HomesAndMoney();
        request = request with
        {
            Contracts = [.. request.Contracts, .. request.Contracts],
            Models = [.. request.Models, .. request.Models.Select(model => new RequestedModel(model.Right, model.Left, model.Digest))],
            Datasets = [.. request.Datasets, .. request.Datasets],
            Joins = [.. request.Joins, .. request.Joins],
            Selections = [.. request.Selections, .. request.Selections],
            SuppressionLists = [.. request.SuppressionLists, .. request.SuppressionLists],
        };

        Assert.Empty(GateDecision.Decide(Samples.Registry, request, Samples.October).Codes());
    }

    [Theory]
    [InlineData("food-vouchers", "call_notes", "Select", "it is not to be used.")]
    [InlineData("food-vouchers", "colour", "Select", "it is not to be used.")]
    [InlineData("rent-arrears-panel", "arrears_gbp", "Match", "it is for Select only.")]
    public void Decide_ColumnThatMayNotBeUsedSo_SaysWhatItMayBeUsedFor(string dataset, string column, string use, string end)
    {
        var request = Samples.HomesAndMoney().With(dataset, new RequestedColumn(column, "Attribute", [use]));

        Assert.EndsWith(end, Assert.Single(GateDecision.Decide(Samples.Registry, request, Samples.October).Reasons).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_TwoNewerVersionsThatWereNeverApproved_WarnsOfTheNewest()
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = RuleStatus.Rejected }, Samples.V4 with { Version = 5, Status = RuleStatus.Draft }], Samples.People);

        Assert.Single(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).Warnings, warning => warning.StartsWith("homes-and-money v5 is newer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(22, true)]
    [InlineData(23, false)]
    public void Decide_NewerVersionThatWasNeverApproved_WarnsFromItsFirstDay(int firstDay, bool warns)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = RuleStatus.Draft, ValidFrom = new DateOnly(2026, 11, firstDay) }], Samples.People);

        Assert.Equal(warns, GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).Warnings.Any(warning => warning.Contains("is newer", StringComparison.Ordinal)));
    }

    [Fact]
    public void Decide_Draft_DoesNotWarnOfItself() =>
        Assert.Empty(GateDecision.Decide(Samples.Only(Samples.V3 with { Status = RuleStatus.Draft }), Samples.HomesAndMoney(), Samples.October).Warnings);

    [Theory]
    [InlineData("families in_relative_low_income", "in_relative_low_income", "in_relative_low_income")]
    [InlineData("in_relative_low_income", "families in_relative_low_income", "in_relative_low_income")]
    [InlineData("in_relative_low_income", "families", "families")]
    [InlineData("families", "in_relative_low_income", "families")]
    [InlineData("families", "", null)]
    [InlineData("", "families", null)]
    public void Decide_TwoPermittedTables_IsHeldAgainstTheNearestWhicheverStandsFirst(string firstLacks, string secondLacks, string? missed)
    {
        var table = Samples.Research.Outputs.Single(output => output.Kind == OutputKind.Aggregate);
        RuleOutput[] tables = [Without(firstLacks), Without(secondLacks)];
        var rule = Samples.Research with { Outputs = [.. Samples.Research.Outputs.Where(output => output.Kind != OutputKind.Aggregate), .. tables] };

        var decision = GateDecision.Decide(Samples.Only(rule), Samples.ChildPoverty(), Samples.October);

        Assert.Equal(missed is null ? [] : [$"The rule does not permit the output column wards.{missed}."], decision.Reasons.Select(reason => reason.Explanation));

        RuleOutput Without(string columns) => table with { Columns = [.. table.Columns.Where(column => !columns.Split(' ').Contains(column.Name))] };
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_TwoPermittedTablesAsNear_GivesTheReasonsOfTheOneThatComesFirstInTheAlphabet(bool isFirst)
    {
        var table = Samples.Research.Outputs.Single(output => output.Kind == OutputKind.Aggregate);
        table = table with { Columns = [.. table.Columns, new RuleOutputColumn("age_band", ColumnRole.Dimension, ["benefits-ctr-hb.ward_code"])] };
        RuleOutput[] tables = [Without("age_band", "ward_code"), Without("families", "in_relative_low_income")];
        var rule = Samples.Research with { Outputs = [.. isFirst ? tables : tables.Reverse()] };
        var wards = Samples.ChildPoverty().Outputs.Single(output => output.Name == "wards");
        var request = Samples.ChildPoverty() with { Outputs = [wards with { Columns = [.. wards.Columns, new RequestedOutputColumn("age_band", "Dimension", ["benefits-ctr-hb.ward_code"])] }] };

        var decision = GateDecision.Decide(Samples.Only(rule), request, Samples.October);

        Assert.Equal(
            ["The rule does not permit the output column wards.age_band.", "The rule does not permit the output column wards.ward_code."],
            decision.Reasons.Select(reason => reason.Explanation));

        RuleOutput Without(params string[] columns) => table with { Columns = [.. table.Columns.Where(column => !columns.Contains(column.Name))] };
    }

    [Fact]
    public void Decide_PartiesThatAreNotNamedOrNotBound_FailTheCheckOfThePartiesAlone()
    {
        var signed = Samples.Research.Agreement!;
        var provided = Samples.V3 with { Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset.Id == "think-family" ? dataset with { Provider = "partner" } : dataset)] };

        AssertFails(Samples.V3, Samples.HomesAndMoney() with { Controller = "other-council" }, "Law", "Parties");
        AssertFails(provided, Samples.HomesAndMoney(), "Parties");
        AssertFails(Samples.Research with { Agreement = null }, Samples.ChildPoverty(), "Parties");
        AssertFails(Samples.Research with { Agreement = signed with { Parties = ["ashgrove-council"] } }, Samples.ChildPoverty(), "Parties");
        AssertFails(Samples.Research with { Agreement = signed with { SignedOn = new DateOnly(2026, 10, 26) } }, Samples.ChildPoverty(), "Parties");
        AssertFails(Samples.Research with { Agreement = signed with { ReviewBy = new DateOnly(2026, 10, 24) } }, Samples.ChildPoverty(), "Parties");
    }

    [Fact]
    public void Decide_PowerThatIsNotInTheCatalogue_CarriesNothing()
    {
        var decision = GateDecision.Decide(Samples.Only(Samples.V3 with { Law = Samples.V3.Law with { Powers = ["UNKNOWN-1"] } }), Samples.HomesAndMoney(), Samples.October);

        Assert.Equal(["UNKNOWN_VALUE"], decision.Codes());
        Assert.Equal(["Law"], decision.Checks.Where(check => !check.Passed).Select(check => check.Name.ToString()));
    }

    [Fact]
    public void Decide_ChannelNobodyKnows_IsRefusedAndItsWordsAreNotRepeated()
    {
        // Whatever stands where a channel should be may be a person's name.
        var decision = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney() with { Channel = "Mrs Jones of 12 High Street" }, Samples.October);

        Assert.Equal([ReasonCode.UnknownValue, ReasonCode.ChannelNotPermitted], decision.Reasons.Select(reason => reason.Code));
        Assert.All(decision.Reasons, reason => Assert.DoesNotContain("Jones", reason.Explanation, StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_PurposeThatIsExcludedByName_SaysSoEvenWhereItIsPermittedToo()
    {
        var both = Samples.V3 with { Purpose = Samples.V3.Purpose with { Codes = [.. Samples.V3.Purpose.Codes, "debt-recovery"] }, Law = Samples.V3.Law with { Powers = ["LA11-1"] } };

        foreach (var rule in (Rule[])[Samples.V3 with { Law = Samples.V3.Law with { Powers = ["LA11-1"] } }, both])
        {
            var reason = Assert.Single(GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney() with { Purpose = "debt-recovery" }, Samples.October).Reasons);
            Assert.Equal((ReasonCode.PurposeNotCovered, "purpose.incompatibleWith"), (reason.Code, reason.Clause));
        }
    }

    [Fact]
    public void Decide_PurposeOfOneKindOfOutput_HasNoOther()
    {
        var catalogue = new LegalCatalogue(Samples.Catalogue.Entries, Samples.Catalogue.Purposes.Select(purpose => purpose.Code == "income-maximisation" ? purpose with { OutputKinds = [OutputKind.Aggregate] } : purpose));
        var decision = GateDecision.Decide(new Registry(catalogue, [Samples.V3], Samples.People), Samples.HomesAndMoney(), Samples.October);

        Assert.Equal(["PURPOSE_NOT_COVERED"], decision.Codes());
        Assert.Equal(["Purpose"], decision.Checks.Where(check => !check.Passed).Select(check => check.Name.ToString()));
    }

    [Fact]
    public void Decide_SeveralWarnings_AreEachToldOnceAndInTheOrderOfTheirWords()
    {
        var owner = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IAO) with { Person = "p-okafor" };
        var rule = Samples.Stamped(Samples.V3 with { Approvals = [owner, .. Samples.V3.Approvals, owner] });
        var registry = new Registry(Samples.Catalogue, [rule, Samples.V4 with { Status = RuleStatus.Rejected }], Samples.People);

        var decision = GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today);

        Assert.True(decision.IsAllowed);
        Assert.Equal(
            [
                "HA96-P7 is still to be confirmed by a lawyer; an approver has acknowledged that.",
                "homes-and-money v4 is newer and is Rejected; if it ever was in force, revoke it instead, so that it does not give way to homes-and-money v3.",
                "p-okafor approved as IAO and is the author or the requester, or acts for them; someone else must approve.",
            ],
            decision.Warnings);
    }

    [Theory]
    [InlineData(RuleStatus.Proposed)]
    [InlineData(RuleStatus.Suspended)]
    [InlineData(RuleStatus.Revoked)]
    public void Decide_NewerVersionThatIsNeitherDraftNorRejected_IsNoWarning(RuleStatus status)
    {
        var newer = Samples.V4 with { Status = status, ValidFrom = DateOnly.FromDateTime(Samples.October.UtcDateTime), Supersedes = null };

        Assert.DoesNotContain(GateDecision.Decide(new Registry(Samples.Catalogue, [Samples.V3, newer], Samples.People), Samples.HomesAndMoney(), Samples.October).Warnings, warning => warning.Contains("is newer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Rejected)]
    public void Decide_RuleThatIsNotUpForApproval_SaysThatAndAsksForNoApproval(RuleStatus status) =>
        Assert.Equal(
            [$"homes-and-money v3 has the status {status}."],
            GateDecision.Decide(Samples.Only(Samples.V3 with { Status = status, Approvals = [] }), Samples.HomesAndMoney(), Samples.October).Reasons.Select(reason => reason.Explanation));

    private static void AssertFails(Rule rule, GateRequest request, params string[] checks) =>
        Assert.Equal(checks, GateDecision.Decide(Samples.Only(rule), request, Samples.October).Checks.Where(check => !check.Passed).Select(check => check.Name.ToString()));

    private static void AssertDpiaMissing(Dpia dpia) =>
        Assert.Equal(["DPIA_MISSING"], GateDecision.Decide(Samples.Only(Samples.V3 with { Dpia = dpia }), Samples.HomesAndMoney(), Samples.October).Codes());
}
