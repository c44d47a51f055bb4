using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Grants;

public sealed class GrantTests
{
    private static readonly GateRequest Request = Samples.HomesAndMoneyWithoutCare();

    private static readonly Decision Allowed = GateDecision.Decide(Samples.Registry, Request, Samples.Today);

    [Fact]
    public void Grant_PublicSurface_HasNoConstructor() =>
        Assert.Empty(typeof(Grant).GetConstructors());

    [Fact]
    public void From_AllowedDecision_PermitsWhatWasAskedAndNothingElse()
    {
        var grant = Grant.From(Allowed, Request, Samples.Registry, "run-1");

        Assert.True(grant.Permits("rent-arrears-panel", "arrears_gbp", ColumnUse.Select));
        Assert.False(grant.Permits("rent-arrears-panel", "arrears_gbp", ColumnUse.Output));
        Assert.False(grant.Permits("rent-arrears-panel", "weeks_in_arrears", ColumnUse.Select));
        Assert.False(grant.Permits("council-tax", "band", ColumnUse.Select));
        Assert.False(grant.Permits("rent-arrears-panel", "arrears_gbp", ColumnUse.Never));
        Assert.True(grant.PermitsPair("think-family", "rent-arrears-panel"));
        Assert.True(grant.PermitsPair("adult-social-care", "think-family"));
        Assert.True(grant.PermitsPair("food-vouchers", "opt-out"));
        Assert.True(grant.PermitsPair("food-vouchers", "food-vouchers"));
        Assert.False(grant.PermitsPair("adult-social-care", "opt-out"));
        Assert.False(grant.PermitsPair("think-family", "council-tax"));
        Assert.Equal(6, grant.Joins.Count);
        Assert.Equal("homes-and-money-outreach", grant.RecipientTeam);
        Assert.Equal(90, grant.RetentionDays);
        Assert.True(grant.Reidentification.Allowed);
        Assert.Equal(["name", "address", "channel"], grant.Outputs[0].Columns.Select(column => column.Name));
        Assert.True(grant.IsInEffect(Samples.Today));
        Assert.False(grant.IsInEffect(grant.EffectiveEnd));
    }

    [Fact]
    public void From_AllowedDecision_SaysForWhichRunAndUnderWhichRule()
    {
        var grant = Grant.From(Allowed, Request, Samples.Registry, "run-1");

        Assert.Matches("^grant-[0-9a-f]{32}$", grant.Id);
        Assert.Matches("^[0-9a-f]{64}$", grant.ContentHash);
        Assert.Equal("run-1", grant.RunId);
        Assert.Equal("homes-and-money", grant.ProjectId);
        Assert.Equal(("homes-and-money", 4, Samples.V4.ContentHash), (grant.RuleId, grant.RuleVersion, grant.RuleHash));
        Assert.Equal("income-maximisation", grant.Purpose);
        Assert.Equal([new RequestedSelection("cohort", Samples.CohortDigest)], grant.Selections);
        Assert.Null(grant.Disclosure);
        Assert.Equal(("homes-and-money-outreach", "council-crm", "letter"), (grant.RecipientTeam, grant.RecipientEnvironment, grant.Channel));
        Assert.Equal(Allowed.EffectiveEnd, grant.EffectiveEnd);
        Assert.Equal(["address", "name", "postcode"], grant.Reidentification.ContactColumns);
        Assert.Equal(["letter"], grant.Reidentification.Channels);
    }

    [Fact]
    public void From_RuleThatNamesPeopleUnderARequestThatNamesNone_GrantsNoNames()
    {
        var rule = Samples.Research with { Reidentify = new Reidentification(true, ["name"], ["letter"], ["research-team"]) };
        var registry = Samples.Only(rule);

        Assert.False(Grant.From(GateDecision.Decide(registry, Samples.ChildPoverty(), Samples.October), Samples.ChildPoverty(), registry, "run-1").Reidentification.Allowed);
    }

    [Fact]
    public void From_LettersAndATableInOneRequest_GrantsTheNamesOfTheLetters()
    {
        var rule = Samples.V3 with
        {
            Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset.Id == "rent-arrears-panel" ? dataset with { Columns = new Dictionary<string, IReadOnlyList<ColumnUse>>(dataset.Columns) { ["ward_code"] = [ColumnUse.Output] } } : dataset)],
            Outputs = [.. Samples.V3.Outputs, new RuleOutput(OutputKind.Aggregate, Granularity.Ward, [new("ward_code", ColumnRole.Dimension, ["rent-arrears-panel.ward_code"]), new("people", ColumnRole.Count, [])])],
            Disclosure = new DisclosureTerms(10, 5, 5, true),
        };
        var request = Samples.HomesAndMoney().With("rent-arrears-panel", new RequestedColumn("ward_code", "QuasiIdentifier", ["Output"]));
        request = request with { Outputs = [.. request.Outputs, new RequestedOutput("wards", "Aggregate", "Ward", [new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]), new("people", "Count", [])])] };
        var registry = Samples.Only(rule);

        Assert.True(Grant.From(GateDecision.Decide(registry, request, Samples.October), request, registry, "run-1").Reidentification.Allowed);
    }

    [Fact]
    public void From_RegistryWithAnotherRuleOfTheSameVersion_IsOfTheRuleThatDecided()
    {
        var other = Samples.Stamped(Samples.V4 with { Id = "another-rule", Supersedes = null, Status = RuleStatus.Revoked });
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4, other], Samples.People);

        Assert.Equal("homes-and-money", Grant.From(GateDecision.Decide(registry, Request, Samples.Today), Request, registry, "run-1").RuleId);
    }

    [Fact]
    public void PermitsPair_OfDatasetsThatAreJoinedByChainsOnly_IsWhatTheRuleNames()
    {
        // Two of three joins are asked for; the third pair is linked by way of the others, and the rule names it.
        var request = Samples.HomesAndMoney();
        request = request with { Joins = [.. request.Joins.Take(2)] };

        var grant = Grant.From(GateDecision.Decide(Samples.Registry, request, Samples.October), request, Samples.Registry, "run-1");

        Assert.True(grant.PermitsPair("rent-arrears-panel", "think-family"));
        Assert.True(grant.PermitsPair("opt-out", "think-family"));
        Assert.False(grant.PermitsPair("opt-out", "unsafe-to-contact"));
        Assert.False(grant.PermitsPair("opt-out", "opt-out"));
    }

    [Fact]
    public void From_RuleWithAMinimumAge_CarriesItInItsContent()
    {
        var grant = Grant.From(Allowed, Request, Samples.Registry, "run-1");
        var younger = Samples.Only(Samples.V4 with { Reidentify = Samples.V4.Reidentify with { MinimumAge = 16 } });
        var other = Grant.From(GateDecision.Decide(younger, Request, Samples.Today), Request, younger, "run-1");

        Assert.Equal(18, grant.Reidentification.MinimumAge);
        Assert.Equal(16, other.Reidentification.MinimumAge);
        Assert.NotEqual(grant.ContentHash, other.ContentHash);
    }

    [Fact]
    public void From_SamePermissionInAnotherRun_HasAnotherIdAndTheSameContent()
    {
        var later = GateDecision.Decide(Samples.Registry, Request with { PriorRuns = 3 }, Samples.Today.AddDays(2));

        var first = Grant.From(Allowed, Request, Samples.Registry, "run-1");
        var second = Grant.From(later, Request with { PriorRuns = 3 }, Samples.Registry, "run-2");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.ContentHash, second.ContentHash);
        Assert.Equal(first.Id, Grant.From(Allowed, Request, Samples.Registry, "run-1").Id);
    }

    [Fact]
    public void From_DeniedDecision_Throws()
    {
        var denied = GateDecision.Decide(Samples.Registry, Request, Samples.October);

        foreach (var decision in (Decision[])[denied, denied with { IsAllowed = true, Reasons = [] }])
        {
            Assert.Equal("A denied decision gives no grant.", Assert.Throws<InvalidOperationException>(() => Grant.From(decision, Request, Samples.Registry, "run-1")).Message);
        }
    }

    [Fact]
    public void From_AnotherRequestOrRegistry_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed, Samples.HomesAndMoney(), Samples.Registry, "run-1"));
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed, Request, Samples.Only(Samples.V4), "run-1"));
    }

    [Fact]
    public void From_RequestInAnotherOrderAndTwiceOver_GrantsTheSameInTheSameOrder()
    {
        var mixed = Request with
        {
            Datasets = [.. Request.Datasets.Reverse().Concat(Request.Datasets).Select(dataset => dataset with { Columns = [.. dataset.Columns.Reverse().Select(column => column with { Uses = [.. column.Uses.Reverse()] })] })],
            Joins = [.. Request.Joins.Reverse().Select(join => join with { Keys = [.. join.Keys.Reverse(), .. join.Keys] })],
            Selections = [.. Request.Selections, .. Request.Selections],
            SuppressionLists = [.. Request.SuppressionLists.Reverse(), .. Request.SuppressionLists],
            Outputs = [.. Request.Outputs.Select(output => output with { Columns = [.. output.Columns.Select(column => column with { Sources = [.. column.Sources.Reverse(), .. column.Sources] })] })],
        };
        var rule = Samples.V4 with { Reidentify = Samples.V4.Reidentify with { ContactColumns = ["postcode", "name", "address"], Channels = ["phone", "letter"] } };
        var registry = Samples.Only(rule);

        var plain = Grant.From(GateDecision.Decide(registry, Request, Samples.Today), Request, registry, "run-1");
        var grant = Grant.From(GateDecision.Decide(registry, mixed, Samples.Today), mixed, registry, "run-1");

        Assert.Equal(plain.ContentHash, grant.ContentHash);
        Assert.Equal(["adult-social-care", "food-vouchers", "rent-arrears-panel", "think-family"], grant.Datasets.Keys);
        Assert.Equal([ColumnUse.Match, ColumnUse.Output], grant.Datasets["food-vouchers"]["customer_name"]);
        Assert.Equal(Request.Joins.Select(join => (join.Left, join.Right)).Order(), grant.Joins.Select(join => (join.Left, join.Right)));
        Assert.All(grant.Joins.Concat(plain.Joins), join => Assert.Equal(["person", "uprn"], join.Keys));
        Assert.Equal("cohort", Assert.Single(grant.Selections).Name);
        Assert.Equal(["opt-out", "unsafe-to-contact"], grant.SuppressionLists);
        Assert.Equal(["food-vouchers.customer_name", "rent-arrears-panel.forename", "rent-arrears-panel.surname"], grant.Outputs[0].Columns[0].Sources);
        Assert.Equal(["address", "name", "postcode"], grant.Reidentification.ContactColumns);
        Assert.Equal(["letter", "phone"], grant.Reidentification.Channels);
    }

    [Fact]
    public void From_TwoJoinsOfOnePair_AreOrderedByType()
    {
        RequestedJoin[] joins = [Samples.Join("rent-arrears-panel", "food-vouchers", "Left"), .. Samples.HomesAndMoney().Joins];
        var request = Samples.HomesAndMoney() with { Joins = joins };
        var registry = Samples.Only(Samples.V3 with { Joins = [.. Samples.V3.Joins.Select(join => join with { Types = [JoinType.Inner, JoinType.Left] })] });

        var grant = Grant.From(GateDecision.Decide(registry, request, Samples.October), request, registry, "run-1");

        Assert.Equal([JoinType.Inner, JoinType.Left], grant.Joins.Where(join => join.Left == "rent-arrears-panel" && join.Right == "food-vouchers").Select(join => join.Type));
    }

    [Fact]
    public void From_ResearchRequest_HasItsOutputsByNameAndNamesNobody()
    {
        var request = Samples.ChildPoverty() with { Outputs = [.. Samples.ChildPoverty().Outputs.Reverse()] };

        var grant = Grant.From(GateDecision.Decide(Samples.Registry, request, Samples.Today), request, Samples.Registry, "run-1");

        Assert.Equal(["families", "wards"], grant.Outputs.Select(output => output.Name));
        Assert.False(grant.Reidentification.Allowed);
        Assert.Equal(Samples.Research.Disclosure, grant.Disclosure);
        Assert.True(grant.Permits("dwp-lcf-monthly", "children", ColumnUse.Output));
        Assert.False(grant.Permits("dwp-lcf-monthly", "youngest_child_date_of_birth", ColumnUse.Output));
        Assert.False(grant.PermitsPair("council-tax", "council-tax"));
    }

    [Fact]
    public void From_ColumnThatIsASourceOfAnOutput_IsGrantedForOutputThoughNobodySaidSo()
    {
        var request = Samples.HomesAndMoney();
        request = request with { Datasets = [.. request.Datasets.Select(dataset => dataset with { Columns = [.. dataset.Columns.Select(column => column.Name == "customer_name" ? column with { Uses = ["Match"] } : column)] })] };

        var grant = Grant.From(GateDecision.Decide(Samples.Registry, request, Samples.October), request, Samples.Registry, "run-1");

        Assert.Equal([ColumnUse.Match, ColumnUse.Output], grant.Datasets["food-vouchers"]["customer_name"]);
    }

    [Fact]
    public void From_DecisionOfAnotherRuleVersion_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed with { RuleHash = Samples.V3.ContentHash }, Request, Samples.Registry, "run-1"));

    [Fact]
    public void From_RequestThatChangedAfterTheDecision_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed with { RequestHash = new string('0', 64) }, Request, Samples.Registry, "run-1"));

    [Fact]
    public void From_RegistryThatChangedAfterTheDecision_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed with { RegistryHash = new string('0', 64) }, Request, Samples.Registry, "run-1"));

    [Fact]
    public void From_DecisionSaysNoAlthoughTheRequestIsAllowed_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed with { IsAllowed = false }, Request, Samples.Registry, "run-1"));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void From_NoRun_Throws(string run) =>
        Assert.Throws<ArgumentException>(() => Grant.From(Allowed, Request, Samples.Registry, run));

    [Fact]
    public void ContentHash_AnyPartOfThePermissionIsAnother_IsAnother()
    {
        var registry = Samples.Registry;
        var hash = Grant.From(Allowed, Request, registry, "run-1").ContentHash;
        foreach (var other in new[]
        {
            Request with { ProjectId = "another" },
            Request with { Purpose = "homelessness-prevention" },
            Request with { Joins = [.. Request.Joins.Select(join => join.Left == "food-vouchers" && join.Type == "Inner" ? join with { MinimumProbability = 0.99 } : join)] },
            Request with { Datasets = [.. Request.Datasets.Select(dataset => dataset with { Columns = [.. dataset.Columns.Where(column => column.Name != "arrears_gbp")] })] },
        })
        {
            Assert.NotEqual(hash, Grant.From(GateDecision.Decide(registry, other, Samples.Today), other, registry, "run-1").ContentHash);
        }
    }
}
