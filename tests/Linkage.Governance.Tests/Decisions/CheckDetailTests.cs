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

    private static void AssertDpiaMissing(Dpia dpia) =>
        Assert.Equal(["DPIA_MISSING"], GateDecision.Decide(Samples.Only(Samples.V3 with { Dpia = dpia }), Samples.HomesAndMoney(), Samples.October).Codes());
}
