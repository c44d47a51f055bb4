using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>What a decision says that its permission rests on.</summary>
public sealed class DecisionBasisTests
{
    [Fact]
    public void Decide_ResearchWithAnAgreement_RestsOnAllOfIt()
    {
        var rule = Samples.Stamped(Samples.Research with
        {
            Law = Samples.Research.Law with { Powers = ["DEA-64"], Article6 = ["ART6-E", "ART6-C", "ART6-E"], BarsCleared = [.. Samples.Research.Law.BarsCleared.Reverse()] },
        });

        var basis = GateDecision.Decide(Samples.Only(rule), Samples.ChildPoverty(), Samples.October).Basis!;

        Assert.Equal(["ART6-C", "ART6-E", "DEA-64"], basis.Law);
        Assert.Equal(["SSAA-123 (Enactment)", "WRA-132 (Enactment)"], basis.BarsCleared);
        Assert.Equal("DPIA-2026-019 version 1.0", basis.Dpia);
        Assert.Equal(new DateOnly(2027, 11, 30), basis.DpiaReviewBy);
        Assert.Equal("DSA-DWP-2026-07 version 3", basis.Agreement);
        Assert.Equal(
            [
                new CountedApproval(ApproverRole.DPO, "p-moreau", null, new DateTimeOffset(2026, 10, 5, 13, 10, 0, TimeSpan.Zero)),
                new CountedApproval(ApproverRole.IAO, "p-osei", null, new DateTimeOffset(2026, 10, 6, 8, 55, 0, TimeSpan.Zero)),
                new CountedApproval(ApproverRole.IGLead, "p-berrington", "p-sandhu", new DateTimeOffset(2026, 10, 7, 16, 25, 0, TimeSpan.Zero)),
            ],
            basis.Approvals);
    }

    [Fact]
    public void Decide_DataOfOneController_RestsOnNoAgreement() =>
        Assert.Null(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), Samples.October).Basis!.Agreement);
}
