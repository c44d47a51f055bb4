using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>A rule lets a pair be compared under the model it was approved with and under no other.</summary>
public sealed class ModelTests
{
    private static readonly string Other = new('d', 64);

    public static TheoryData<string> Named => [.. Samples.HomesAndMoneyWithoutCare().Models.Select(NameOf)];

    [Fact]
    public void Of_TheSamples_ArePairsTheyNameModelsFor()
    {
        foreach (var request in new[] { Samples.HomesAndMoney(), Samples.HomesAndMoneyWithoutCare(), Samples.ChildPoverty(), Glasgow.Request() })
        {
            Assert.Equal(request.Models.Select(NameOf).Order(StringComparer.Ordinal), ComparedPairs.Of(request).Select(pair => ModelPin.PairOf(pair.Left, pair.Right)));
        }
    }

    [Fact]
    public void Of_ARequestThatRepeatsItself_HasEachPairOnce()
    {
        var request = Samples.HomesAndMoneyWithoutCare();

        Assert.Equal(ComparedPairs.Of(request), ComparedPairs.Of(request with { SuppressionLists = [.. request.SuppressionLists, .. request.SuppressionLists], Datasets = [.. request.Datasets, .. request.Datasets] }));
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Decide_OtherModel_IsDeniedAndNamesPairAndDigests(string pair)
    {
        var reason = Assert.Single(Decide(request => request with { Models = [.. request.Models.Select(one => NameOf(one) == pair ? one with { Digest = Other } : one)] }).Reasons);

        Assert.Equal((ReasonCode.ModelNotPermitted, "models"), (reason.Code, reason.Clause));
        Assert.Equal(
            $"The model of {pair.Replace("+", " - ", StringComparison.Ordinal)} is not the one the rule was approved with: it is {Other}, and the rule names {Samples.V4.Models[pair]}. Bring the approved model back, or have a new version of the rule approved with this one.",
            reason.Explanation);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Decide_NoModel_IsDenied(string pair)
    {
        var reason = Assert.Single(Decide(request => request with { Models = [.. request.Models.Where(one => NameOf(one) != pair)] }).Reasons);

        Assert.Equal($"The request names 0 models for {pair.Replace("+", " - ", StringComparison.Ordinal)}, and it needs one.", reason.Explanation);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Decide_RuleThatNamesNone_IsDeniedAndSaysWhatToWrite(string pair)
    {
        var rule = Samples.V4 with { Models = Samples.V4.Models.Where(model => model.Key != pair).ToDictionary() };
        var reason = Assert.Single(GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoneyWithoutCare(), Samples.Today).Reasons);

        Assert.Equal(ReasonCode.ModelNotPermitted, reason.Code);
        Assert.Equal(
            $"The rule was approved without a model for {pair.Replace("+", " - ", StringComparison.Ordinal)}; a new version has to name it, with {Samples.V4.Models[pair]}.", reason.Explanation);
    }

    [Fact]
    public void Decide_TwoModelsOfOnePair_IsDeniedWhicheverComesFirst()
    {
        var wrong = Samples.HomesAndMoney().Models[0] with { Digest = Other };

        Assert.Contains("names 2 models", Assert.Single(Decide(request => request with { Models = [wrong, .. request.Models] }).Reasons).Explanation, StringComparison.Ordinal);
        Assert.Contains("names 2 models", Assert.Single(Decide(request => request with { Models = [.. request.Models, wrong] }).Reasons).Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trained", true)]
    [InlineData("Trained", false)]
    [InlineData("", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg", false)]
    public void IsKnown_Text_IsADigestOrTrained(string text, bool expected) => Assert.Equal(expected, ModelPin.IsKnown(text));

    [Fact]
    public void PairOf_EitherOrder_IsOneName()
    {
        Assert.Equal("a+b", ModelPin.PairOf("b", "a"));
        Assert.Equal("a+b", ModelPin.PairOf("a", "b"));
        Assert.Equal("a+a", ModelPin.PairOf("a", "a"));
    }

    [Fact]
    public void Grant_OfAnAllowedRequest_HasTheModelOfEveryPairThatIsComparedAndNoOther()
    {
        var request = Samples.HomesAndMoneyWithoutCare();
        var grant = GrantOf(request with { Models = [.. request.Models, new RequestedModel("opt-out", "unsafe-to-contact", Other)] }, Samples.Registry);

        Assert.Equal(Samples.V4.Models.OrderBy(model => model.Key, StringComparer.Ordinal), grant.Models);
        Assert.DoesNotContain("opt-out+unsafe-to-contact", grant.Models.Keys);
    }

    [Fact]
    public void Grant_UnderAnotherModel_IsAnotherPermission()
    {
        var (rule, request) = (Samples.V4, Samples.HomesAndMoneyWithoutCare());
        var trained = rule.Models.ToDictionary();
        trained["food-vouchers+food-vouchers"] = ModelPin.Trained;
        var registry = Samples.Only(rule with { Models = trained });
        request = request with { Models = [.. request.Models.Select(one => NameOf(one) == "food-vouchers+food-vouchers" ? one with { Digest = ModelPin.Trained } : one)] };

        var grant = GrantOf(request, registry);

        Assert.Equal(ModelPin.Trained, grant.Models["food-vouchers+food-vouchers"]);
        Assert.NotEqual(GrantOf(Samples.HomesAndMoneyWithoutCare(), Samples.Registry).ContentHash, grant.ContentHash);
    }

    private static Grant GrantOf(GateRequest request, Registry registry) => Grant.From(GateDecision.Decide(registry, request, Samples.Today), request, registry, "run-1");

    private static string NameOf(RequestedModel model) => ModelPin.PairOf(model.Left, model.Right);

    private static Decision Decide(Func<GateRequest, GateRequest> change)
    {
        Assert.True(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.Today).IsAllowed);
        return GateDecision.Decide(Samples.Registry, change(Samples.HomesAndMoneyWithoutCare()), Samples.Today);
    }
}
