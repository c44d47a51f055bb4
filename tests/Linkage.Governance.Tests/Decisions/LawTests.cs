using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>The limits of the catalogue that the gate checks.</summary>
public sealed class LawTests
{
    [Fact]
    public void Research_AsWritten_IsAllowed()
    {
        var decision = GateDecision.Decide(Samples.Registry, Samples.ChildPoverty(), Samples.Today);

        Assert.Empty(decision.Codes());
        Assert.Equal("child-poverty-research", decision.RuleId);
    }

    [Fact]
    public void Dea64_Outreach_IsNeverCarried()
    {
        var rule = Samples.V3 with { Law = Samples.V3.Law with { Powers = ["DEA-64"], Accreditation = "yes" }, Purpose = Samples.V3.Purpose with { Codes = ["research"] } };

        var decision = GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney() with { Purpose = "research" }, Samples.October);

        Assert.Contains(decision.Reasons, reason => reason.Code == ReasonCode.ReidentificationNotPermitted && reason.Clause.Contains("DEA-64", StringComparison.Ordinal));
        Assert.Contains("PURPOSE_NOT_COVERED", decision.Codes());
    }

    [Fact]
    public void Dea64_DataHeldForSocialCare_IsNotReached()
    {
        var rule = Samples.Research with
        {
            Datasets = [.. Samples.Research.Datasets.Select(dataset => dataset.Id == "benefits-ctr-hb" ? dataset with { Subjects = [DatasetSubject.AdultSocialCare, DatasetSubject.SocialSecurity] } : dataset)],
        };

        Assert.Contains("DATASET_NOT_COVERED", GateDecision.Decide(Samples.Only(rule), Samples.ChildPoverty(), Samples.October).Codes());
    }

    [Fact]
    public void Dea64_WithoutAccreditation_IsUnavailable()
    {
        var rule = Samples.Research with { Law = Samples.Research.Law with { Accreditation = null } };

        Assert.Contains("BASIS_UNAVAILABLE", GateDecision.Decide(Samples.Only(rule), Samples.ChildPoverty(), Samples.October).Codes());
    }

    [Theory]
    [InlineData(PartyType.NHS)]
    [InlineData(PartyType.SocialLandlord)]
    [InlineData(PartyType.Voluntary)]
    [InlineData(PartyType.Private)]
    public void Dea35_PartyThatIsNotSpecified_IsDenied(PartyType type)
    {
        var rule = Dea35(new Party("partner", type, "Sch. 4, they say"));

        var codes = GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes();

        Assert.Contains("PARTY_NOT_SPECIFIED", codes);
    }

    [Fact]
    public void Dea35_CouncilWithoutItsScheduleEntry_IsDenied()
    {
        var rule = Dea35(new Party("partner", PartyType.Council, null));

        Assert.Contains("PARTY_NOT_SPECIFIED", GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Fact]
    public void Dea35_SpecifiedPartiesUnderAnAgreement_IsAllowed()
    {
        var rule = Dea35(new Party("partner", PartyType.School, "Sch. 4: the proprietor of an academy"));

        Assert.Empty(GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Fact]
    public void Ha96213B_BulkLinkage_IsNotCarriedEvenWithConsent()
    {
        var rule = Samples.V3 with { Law = Samples.V3.Law with { Powers = ["HA96-213B"], ConsentEvidence = "forms" } };

        Assert.Contains("BASIS_UNAVAILABLE", GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney() with { Purpose = "homelessness-prevention" }, Samples.October).Codes());
    }

    [Fact]
    public void Ca0416La_UnconfirmedCommencement_IsNotInForce()
    {
        var rule = Samples.V3 with { Law = Samples.V3.Law with { Powers = ["CA04-16LA"] } };

        Assert.Contains("LAW_NOT_IN_FORCE", GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Fact]
    public void Ereg107_ElectoralRegister_IsNeverCleared()
    {
        var rule = Samples.V3 with
        {
            Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset.Id == "think-family" ? dataset with { Subjects = [DatasetSubject.ElectoralRegister] } : dataset)],
            Law = Samples.V3.Law with { BarsCleared = [new BarClearance("EREG-107", Clearance.PublicInterest, null, "evidence"), new BarClearance("EREG-107", Clearance.Enactment, "LA11-1", "evidence")] },
        };

        Assert.Equal(["BAR_NOT_CLEARED"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Theory]
    [InlineData("LA11-1")]
    [InlineData("HA96-P7")]
    [InlineData("DEA-64")]
    public void Cldc_ClearedByAnImpliedOrAnotherPower_StillStands(string by)
    {
        var rule = Samples.V4 with { Law = Samples.V4.Law with { BarsCleared = [new BarClearance("CLDC", Clearance.Enactment, by, "evidence")] } };

        Assert.Contains("BAR_NOT_CLEARED", GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoneyWithoutCare(), Samples.Today).Codes());
    }

    [Fact]
    public void Hmrc_WithoutConsentOrEnactment_IsBarred()
    {
        var request = Samples.HomesAndMoney().With("rent-arrears-panel", new RequestedColumn("tax_code", "Attribute", ["Select"], "HMRC"));

        Assert.Superset(new HashSet<string> { "BAR_NOT_CLEARED", "REUSE_APPROVAL_MISSING" }, GateDecision.Decide(Samples.Registry, request, Samples.October).Codes().ToHashSet());
    }

    [Theory]
    [InlineData("ART6-EA")]
    [InlineData("ART6-F")]
    [InlineData("ART6-A")]
    public void Article6_BasisACouncilMayNotRelyOn_IsUnavailable(string basis)
    {
        var rule = Samples.V3 with { Law = Samples.V3.Law with { Article6 = [basis] } };

        Assert.Equal(["BASIS_UNAVAILABLE"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).Codes());
    }

    [Fact]
    public void CheckConfidence_NobodyAcknowledges_IsNotApproved()
    {
        var rule = Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Select(approval => approval with { Acknowledges = [] })] };

        var decision = GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October);

        Assert.Equal(["RULE_NOT_APPROVED"], decision.Codes());
        Assert.Contains(decision.Reasons, reason => reason.Explanation.Contains("HA96-P7", StringComparison.Ordinal));
    }

    [Fact]
    public void Origin_ContractAndRuleDisagree_IsDenied()
    {
        var request = Samples.ChildPoverty();
        request = request with { Datasets = [request.Datasets[0], request.Datasets[1] with { Origin = "Council" }] };

        Assert.Equal(["DATASET_NOT_COVERED"], GateDecision.Decide(Samples.Registry, request, Samples.October).Codes());
    }

    private static Rule Dea35(Party partner) => Samples.V3 with
    {
        Controllers = [.. Samples.V3.Controllers, partner],
        Agreement = new Agreement("DSA", "1", ["ashgrove-council", "partner"], new DateOnly(2026, 9, 1), new DateOnly(2027, 9, 1)),
        Law = Samples.V3.Law with { Powers = ["DEA-35-MD"] },
        Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset.Id == "think-family" ? dataset with { Provider = "partner" } : dataset)],
        Approvals = [.. Samples.V3.Approvals.Select(approval => approval with { Acknowledges = ["DEA-35-MD"] })],
    };
}
