using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>Derived datasets, where no scenario can show it: how a decision names the rules that they were made under, and requests that make no sense.</summary>
public sealed class DerivedTests
{
    private static readonly RequestedDataset Arrears = new("rent-arrears-panel", "Council", [new RequestedColumn("surname", "Identifier", [])]);

    private static GateRequest Ask(RequestedDerivation derivation, params string[] from) => Samples.HomesAndMoney() with
    {
        Datasets = [new RequestedDataset("letters", "Council", [new RequestedColumn("surname", "Identifier", ["Match"], From: from)], derivation)],
        Joins = [],
    };

    private static Decision Decide(GateRequest request) => GateDecision.Decide(Samples.Registry, request, Samples.October);

    [Fact]
    public void Decide_Derived_NamesTheRulesItWasMadeUnder()
    {
        var first = Arrears with { Id = "think-family", DerivedFrom = new RequestedDerivation("homes-and-money", 3, [Arrears]) };

        var decision = Decide(Ask(new RequestedDerivation("child-poverty-research", 1, [first, Arrears]), "rent-arrears-panel.surname") with { Datasets = [.. Samples.HomesAndMoney().Datasets, .. Ask(new RequestedDerivation("child-poverty-research", 1, [first, Arrears])).Datasets] });

        Assert.Equal([new InheritedRule("letters", "child-poverty-research", 1), new InheritedRule("think-family", "homes-and-money", 3)], decision.Inherits);
        Assert.Empty(Decide(Samples.HomesAndMoney()).Inherits);
    }

    [Fact]
    public void Decide_WarningsOfTheRuleItWasMadeUnder_AreGivenWithItsName()
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = RuleStatus.Draft, ValidFrom = new DateOnly(2026, 10, 1) }], Samples.People);
        var request = Samples.HomesAndMoney();
        request = request with { Datasets = [.. request.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { DerivedFrom = new RequestedDerivation("homes-and-money", 3, [Arrears]) } : dataset)] };

        var warnings = GateDecision.Decide(registry, request, Samples.October).Warnings;

        Assert.Contains("food-vouchers was made under homes-and-money v3. The permission needs that rule too, and ends with it.", warnings);
        Assert.Contains(warnings, warning => warning.StartsWith("food-vouchers was made under homes-and-money v3. homes-and-money v4 is newer", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_ColumnOfNoParent_IsUnknown()
    {
        var reasons = Decide(Ask(new RequestedDerivation("homes-and-money", 3, [Arrears]), "rent-arrears-panel.forename") with { Datasets = [.. Samples.HomesAndMoney().Datasets, .. Ask(new RequestedDerivation("homes-and-money", 3, [Arrears]), "rent-arrears-panel.forename").Datasets] }).Reasons;

        Assert.Contains(reasons, reason => reason.Code == ReasonCode.UnknownValue && reason.Explanation.Contains("rent-arrears-panel.forename", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_ColumnFromSomewhereWithoutParents_IsUnknown()
    {
        var request = Samples.HomesAndMoney().With("food-vouchers", new RequestedColumn("vouchers_issued", "Attribute", ["Select"], From: ["rent-arrears-panel.arrears_gbp"]));

        Assert.Contains(Decide(request).Reasons, reason => reason.Code == ReasonCode.UnknownValue);
    }

    [Fact]
    public void Decide_DerivedOfNothing_IsUnknown()
    {
        var request = Samples.HomesAndMoney();
        request = request with { Datasets = [.. request.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { DerivedFrom = new RequestedDerivation("homes-and-money", 3, []) } : dataset)] };

        Assert.Contains(Decide(request).Reasons, reason => reason.Code == ReasonCode.UnknownValue && reason.Explanation.Contains("food-vouchers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("classification")]
    [InlineData("use")]
    public void Decide_UnknownWordInAParent_IsUnknown(string where)
    {
        var parent = new RequestedDataset("rent-arrears-panel", where == "origin" ? "Mars" : "Council", [new RequestedColumn("surname", where == "classification" ? "Secret" : "Identifier", where == "use" ? ["Sell"] : [])]);
        var request = Samples.HomesAndMoney();
        request = request with { Datasets = [.. request.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { DerivedFrom = new RequestedDerivation("homes-and-money", 3, [parent]) } : dataset)] };

        Assert.Contains(Decide(request).Reasons, reason => reason.Code == ReasonCode.UnknownValue);
    }

    [Fact]
    public void Decide_DatasetThatClaimsToBeMadeOfItself_ComesToAnEnd()
    {
        var again = Arrears with { Id = "food-vouchers", DerivedFrom = new RequestedDerivation("homes-and-money", 3, [Arrears with { Id = "food-vouchers" }]) };
        var request = Samples.HomesAndMoney();
        request = request with { Datasets = [.. request.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { DerivedFrom = new RequestedDerivation("homes-and-money", 3, [again]) } : dataset)] };

        Assert.Equal(new InheritedRule("food-vouchers", "homes-and-money", 3), Assert.Single(Decide(request).Inherits));
    }
}
