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

        Assert.Throws<InvalidOperationException>(() => Grant.From(denied, Request, Samples.Registry, "run-1"));
        Assert.Throws<InvalidOperationException>(() => Grant.From(denied with { IsAllowed = true, Reasons = [] }, Request, Samples.Registry, "run-1"));
    }

    [Fact]
    public void From_AnotherRequestOrRegistry_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed, Samples.HomesAndMoney(), Samples.Registry, "run-1"));
        Assert.Throws<InvalidOperationException>(() => Grant.From(Allowed, Request, Samples.Only(Samples.V4), "run-1"));
    }
}
