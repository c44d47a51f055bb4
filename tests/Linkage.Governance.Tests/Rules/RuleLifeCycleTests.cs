using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class RuleLifeCycleTests
{
    [Fact]
    public void StatusAt_NewerVersionBegan_OlderIsExpired()
    {
        Assert.Equal(RuleStatus.Approved, RuleLifeCycle.StatusAt(Samples.V3, Samples.Registry, Samples.October));
        Assert.Equal(RuleStatus.Expired, RuleLifeCycle.StatusAt(Samples.V3, Samples.Registry, Samples.Today));
        Assert.Equal(RuleStatus.Approved, RuleLifeCycle.StatusAt(Samples.V4, Samples.Registry, Samples.Today));
    }

    [Theory]
    [InlineData(RuleStatus.Suspended)]
    [InlineData(RuleStatus.Revoked)]
    public void Decide_NewerVersionWithdrawnLater_OlderDoesNotComeBack(RuleStatus status)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = status }], Samples.People);

        Assert.False(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).IsAllowed);
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Proposed)]
    [InlineData(RuleStatus.Rejected)]
    public void Decide_NewerVersionNeverApproved_OlderStays(RuleStatus status)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = status }], Samples.People);

        Assert.Equal(3, GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).RuleVersion);
        Assert.True(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).IsAllowed);
    }

    [Fact]
    public void SupersededBy_OverTwoVersions_FindsTheChain()
    {
        var fifth = Samples.V4 with { Version = 5, Supersedes = 4, ValidFrom = new DateOnly(2026, 11, 20) };
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = RuleStatus.Draft }, fifth], Samples.People);

        Assert.Equal(5, RuleLifeCycle.SupersededBy(Samples.V3, registry, new DateOnly(2026, 11, 22))?.Version);
    }

    [Fact]
    public void StatusAt_PastTheDpiaReview_IsExpired() =>
        Assert.Equal(RuleStatus.Expired, RuleLifeCycle.StatusAt(Samples.V4, Samples.Registry, new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Decide_LastInstantOfThePermission_IsAllowedAndTheNextIsNot()
    {
        var end = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), Samples.Today).EffectiveEnd!.Value;

        Assert.True(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), end.AddTicks(-1)).IsAllowed);
        Assert.Equal(["DPIA_EXPIRED"], GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), end).Codes());
    }

    [Fact]
    public void ContentHash_ListsInAnotherOrder_IsTheSame()
    {
        var shuffled = Samples.V4 with
        {
            Datasets = [.. Samples.V4.Datasets.Reverse()],
            Joins = [.. Samples.V4.Joins.Reverse()],
            Law = Samples.V4.Law with { Powers = [.. Samples.V4.Law.Powers.Reverse()] },
            OptOutLists = [.. Samples.V4.OptOutLists.Reverse()],
        };

        Assert.Equal(Samples.V4.ContentHash, shuffled.ContentHash);
    }

    [Fact]
    public void ContentHash_AnythingApprovedChanges_IsAnother()
    {
        Rule[] changed =
        [
            Samples.V4 with { Title = "Other" },
            Samples.V4 with { Author = "p-tanaka" },
            Samples.V4 with { MaxRuns = 61 },
            Samples.V4 with { Dpia = Samples.V4.Dpia! with { ReviewBy = new DateOnly(2028, 1, 1) } },
            Samples.V4 with { OptOutLists = ["opt-out"] },
            Samples.V4 with { Selection = [Samples.V4.Selection[0] with { Text = "Anyone at all." }] },
            Samples.V4 with { Joins = [.. Samples.V4.Joins.Skip(1)] },
        ];

        Assert.Equal(changed.Length + 1, changed.Append(Samples.V4).Select(rule => rule.ContentHash).Distinct().Count());
    }
}
