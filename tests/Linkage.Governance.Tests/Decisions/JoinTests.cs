using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

public sealed class JoinTests
{
    [Fact]
    public void Decide_ThirdPairNotRequestedAndNotPermitted_IsDenied()
    {
        var rule = Samples.V3 with { Joins = [.. Samples.V3.Joins.Where(join => join.Left != "rent-arrears-panel" || join.Right != "think-family")] };
        var request = Samples.HomesAndMoney();
        request = request with { Joins = [.. request.Joins.Where(join => join.Left != "rent-arrears-panel" || join.Right != "think-family")] };

        Assert.Equal(["JOIN_PAIR_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(rule), request, Samples.October).Codes());
    }

    [Fact]
    public void Decide_ThirdPairNotRequestedButPermitted_IsAllowed()
    {
        var request = Samples.HomesAndMoney();

        Assert.Empty(GateDecision.Decide(Samples.Registry, request with { Joins = [.. request.Joins.Take(2)] }, Samples.October).Codes());
    }

    [Fact]
    public void Decide_AntiJoinPermittedForTwoOfThree_IsDenied()
    {
        var rule = Samples.V4 with { Joins = [.. Samples.V4.Joins.Where(join => join.Left != "think-family")] };
        var request = Samples.HomesAndMoneyWithoutCare();
        request = request with { Joins = [.. request.Joins.Where(join => join.Left != "think-family")] };

        Assert.Equal(["JOIN_PAIR_NOT_PERMITTED", "SELECTION_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(rule), request, Samples.Today).Codes());
    }

    /// <summary>For an anti-join less is more people: the rule's exclusion holds in full or the request is refused.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("dataset without joins")]
    [InlineData("one of three missing")]
    [InlineData("higher probability")]
    [InlineData("fewer keys")]
    public void Decide_ExclusionWeakerThanTheRules_IsDenied(string how)
    {
        var request = Samples.HomesAndMoneyWithoutCare();
        bool IsExclusion(RequestedJoin join) => join.Right == "adult-social-care";
        request = how switch
        {
            "none" => Samples.HomesAndMoney(),
            "dataset without joins" => request with { Joins = [.. request.Joins.Where(join => !IsExclusion(join))] },
            "one of three missing" => request with { Joins = [.. request.Joins.Where(join => !IsExclusion(join) || join.Left != "food-vouchers")] },
            "higher probability" => request with { Joins = [.. request.Joins.Select(join => IsExclusion(join) ? join with { MinimumProbability = 0.99 } : join)] },
            "fewer keys" => request with { Joins = [.. request.Joins.Select(join => IsExclusion(join) ? join with { Keys = ["person"] } : join)] },
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };

        Assert.Contains("SELECTION_NOT_PERMITTED", GateDecision.Decide(Samples.Registry, request, Samples.Today).Codes());
        Assert.Empty(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.Today).Codes());
    }

    [Fact]
    public void Decide_AntiJoinTheOtherWayRound_IsDenied()
    {
        var request = Samples.HomesAndMoneyWithoutCare();
        request = request with { Joins = [.. request.Joins, Samples.Join("adult-social-care", "think-family", "Anti")] };

        Assert.Contains("JOIN_TYPE_NOT_PERMITTED", GateDecision.Decide(Samples.Registry, request, Samples.Today).Codes());
    }

    [Fact]
    public void Decide_InnerJoinWhereOnlyTheAntiJoinIsPermitted_IsDenied()
    {
        var request = Samples.HomesAndMoneyWithoutCare();
        request = request with { Joins = [.. request.Joins.Select(join => join.Right == "adult-social-care" ? join with { Type = "Inner" } : join)] };

        Assert.Equal(["JOIN_TYPE_NOT_PERMITTED", "MODEL_NOT_PERMITTED", "SELECTION_NOT_PERMITTED"], GateDecision.Decide(Samples.Registry, request, Samples.Today).Codes());
    }

    [Fact]
    public void Decide_LowerProbabilityElsewhereInTheLinkage_IsDenied()
    {
        var rule = Samples.V3 with { Joins = [.. Samples.V3.Joins.Select((join, index) => join with { MinimumProbability = index == 0 ? 0.8m : 0.95m })] };
        var request = Samples.HomesAndMoney();
        request = request with { Joins = [.. request.Joins.Select((join, index) => join with { MinimumProbability = index == 0 ? 0.8 : 0.95 })] };

        Assert.Equal(["MATCH_BELOW_MINIMUM"], GateDecision.Decide(Samples.Only(rule), request, Samples.October).Codes());
    }

    [Fact]
    public void Decide_DatasetInNoJoin_IsDenied()
    {
        var request = Samples.HomesAndMoneyWithoutCare();

        Assert.Contains("JOIN_PAIR_NOT_PERMITTED", GateDecision.Decide(Samples.Registry, request with { Joins = [.. request.Joins.Take(3)] }, Samples.Today).Codes());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.PositiveInfinity)]
    public void Decide_ProbabilityThatIsNone_IsDenied(double probability)
    {
        var request = Samples.HomesAndMoney();

        Assert.Contains("UNKNOWN_VALUE", GateDecision.Decide(Samples.Registry, request with { Joins = [.. request.Joins.Select(join => join with { MinimumProbability = probability })] }, Samples.October).Codes());
    }

    [Fact]
    public void Decide_ChannelColumnsOfAnotherChannel_AreDenied()
    {
        var rule = Samples.V3 with { Reidentify = Samples.V3.Reidentify with { Channels = ["letter", "phone"] } };

        Assert.Equal(["CHANNEL_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney() with { Channel = "phone" }, Samples.October).Codes());
    }

    [Fact]
    public void Decide_PlaceholderDigest_PermitsNothing()
    {
        var zeros = new string('0', 64);
        var rule = Samples.V3 with { Selection = [new RuleSelection("cohort", "Anyone.", zeros)] };

        Assert.Equal(["SELECTION_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney() with { Selections = [new RequestedSelection("cohort", zeros)] }, Samples.October).Codes());
    }

    [Fact]
    public void Decide_OutreachWithAKeyOrATableWithANameInIt_IsDenied()
    {
        var outreach = Samples.HomesAndMoney();
        outreach = outreach with { Outputs = [outreach.Outputs[0] with { Columns = [.. outreach.Outputs[0].Columns, new RequestedOutputColumn("person_key", "Key", [])] }] };
        var table = Samples.ChildPoverty().With("benefits-ctr-hb", new RequestedColumn("surname", "Identifier", ["Output"]));
        table = table with { Outputs = [table.Outputs[1] with { Columns = [.. table.Outputs[1].Columns, new RequestedOutputColumn("surname", "Dimension", ["benefits-ctr-hb.surname"])] }] };

        Assert.Contains("REIDENTIFICATION_NOT_PERMITTED", GateDecision.Decide(Samples.Registry, outreach, Samples.October).Codes());
        Assert.Contains("REIDENTIFICATION_NOT_PERMITTED", GateDecision.Decide(Samples.Registry, table, Samples.October).Codes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_RuleWithTwoAntiJoinsOfOnePair_AsksForBothWhicheverStandsFirst(bool isFirst)
    {
        var further = new RuleJoin("food-vouchers", "adult-social-care", [JoinType.Anti], ["person"], 0.8m);
        var rule = Samples.V4 with { Joins = isFirst ? [further, .. Samples.V4.Joins] : [.. Samples.V4.Joins, further] };
        var request = Samples.HomesAndMoneyWithoutCare();

        Assert.Equal(["SELECTION_NOT_PERMITTED"], GateDecision.Decide(Samples.Only(rule), request, Samples.Today).Codes());
        request = request with { Joins = [.. request.Joins, new RequestedJoin("food-vouchers", "adult-social-care", "Anti", ["person"], 0.8)] };
        Assert.DoesNotContain("SELECTION_NOT_PERMITTED", GateDecision.Decide(Samples.Only(rule), request, Samples.Today).Codes());
    }
}
