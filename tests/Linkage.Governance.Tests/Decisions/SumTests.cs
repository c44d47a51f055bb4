using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>What the gate says of sums and ratios.</summary>
public sealed class SumTests
{
    private static readonly SumTerms Terms = new(2, 90, 10, 10);

    private static readonly Rule Permitting = Samples.Research with
    {
        Outputs =
        [
            Samples.Research.Outputs[0],
            Samples.Research.Outputs[1] with
            {
                Columns =
                [
                    .. Samples.Research.Outputs[1].Columns,
                    new RuleOutputColumn("children", ColumnRole.Sum, ["dwp-lcf-monthly.children"]),
                    new RuleOutputColumn("mean", ColumnRole.Ratio, []) { Numerator = "children", Denominator = "families" },
                ],
            },
        ],
        Disclosure = Samples.Research.Disclosure! with { Sums = Terms },
    };

    private static readonly RequestedOutputColumn Children = new("children", "Sum", ["dwp-lcf-monthly.children"]);

    private static readonly RequestedOutputColumn Mean = new("mean", "Ratio", []) { Numerator = "children", Denominator = "families" };

    private static readonly RequestedOutput Wards = Samples.ChildPoverty().Outputs[1];

    private static readonly RequestedOutput Table = Wards with { Columns = [.. Wards.Columns, Children, Mean] };

    /// <summary>Outputs that cannot be made safe, and what the gate says of them.</summary>
    public static TheoryData<RequestedOutput[], string> Unsafe => new()
    {
        { [Table, Table with { Name = "again" }], "one would tell what the other hides" },
        { [Table, Samples.ChildPoverty().Outputs[0]], "person by person" },
        { [Table with { Columns = [.. Table.Columns, new("band", "Dimension", Children.Sources)] }], "a group would tell what its people have" },
        { [Table with { Columns = [.. Table.Columns, new("more", "Count", [])] }], "not exactly one count" },
        { [Table with { Columns = [.. Wards.Columns, Children, Mean with { Denominator = "ward_code" }] }], "a ratio of something else" },
        { [Table with { Columns = [.. Wards.Columns, Children, Mean with { Denominator = "mean" }] }], "a ratio of something else" },
        { [Table with { Columns = [.. Wards.Columns, Children, Mean with { Denominator = "children" }] }], "a ratio of something else" },
        { [Table with { Columns = [.. Wards.Columns, Children, Mean with { Numerator = null }] }], "a ratio of something else" },
        { [Table with { Columns = [.. Wards.Columns, Children, Mean with { Sources = Children.Sources }] }], "is a ratio and names sources" },
        { [Table with { Columns = [.. Wards.Columns, Children with { Numerator = "families" }] }], "is no ratio" },
        { [Samples.ChildPoverty().Outputs[0] with { Columns = [.. Samples.ChildPoverty().Outputs[0].Columns, Children with { Sources = ["benefits-ctr-hb.ward_code"] }] }], "only a table has those" },
    };

    [Fact]
    public void Decide_SumAndRatioThatTheRulePermits_AreAllowedAndGranted()
    {
        var (registry, request) = (Samples.Only(Permitting), Request(Table));

        var decision = GateDecision.Decide(registry, request, Samples.October);

        Assert.True(decision.IsAllowed, string.Join("; ", decision.Reasons.Select(r => r.Explanation)));
        var grant = Grant.From(decision, request, registry, "run-1");
        Assert.Equal(Terms, grant.Disclosure!.Sums);
        Assert.Equal(("children", "families"), grant.Outputs[0].Columns.Where(c => c.Role == ColumnRole.Ratio).Select(c => (c.Numerator, c.Denominator)).Single());
    }

    [Fact]
    public void Decide_RuleWithoutThresholdsForSums_IsDenied() => AssertDenied(
        Permitting with { Disclosure = Permitting.Disclosure! with { Sums = null } }, Request(Table), ReasonCode.DisclosureFailed, "disclosure.sums");

    [Theory]
    [MemberData(nameof(Unsafe))]
    public void Decide_OutputsThatCannotBeMadeSafe_AreDenied(RequestedOutput[] outputs, string because) =>
        AssertDenied(Permitting, Request(outputs), ReasonCode.DisclosureFailed, because);

    [Fact]
    public void Decide_SumWithoutSources_IsDenied() => AssertDenied(
        Permitting, Request(Table with { Columns = [.. Wards.Columns, Children with { Sources = [] }] }), ReasonCode.UnknownValue, "does not say what it is made of");

    [Fact]
    public void Decide_SumOfAColumnThatTheRuleDoesNotSum_IsDenied() => AssertDenied(
        Permitting, Request(Table with { Columns = [.. Wards.Columns, Children with { Sources = ["benefits-ctr-hb.household_type"] }] }), ReasonCode.ColumnNotPermitted, "may not be made of");

    [Fact]
    public void Decide_RatioOfOtherColumnsThanTheRulePermits_IsDenied() => AssertDenied(
        Permitting, Request(Table with { Columns = [.. Wards.Columns, Children, Mean with { Numerator = "families", Denominator = "children" }] }), ReasonCode.ColumnNotPermitted, "as a ratio of other columns");

    [Fact]
    public void HashOf_RuleWithSums_IsAnother_AndWithoutThemTheSameAsBefore()
    {
        Assert.NotEqual(RuleCanonicalForm.HashOf(Permitting), RuleCanonicalForm.HashOf(Permitting with { Disclosure = Permitting.Disclosure! with { Sums = Terms with { PPercent = 11 } } }));
        Assert.DoesNotContain("sums", RuleCanonicalForm.Of(Samples.Research).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("numerator", RuleCanonicalForm.Of(Samples.Research).ToJsonString(), StringComparison.Ordinal);
    }

    private static GateRequest Request(params RequestedOutput[] outputs) => Samples.ChildPoverty() with { Outputs = outputs };

    private static void AssertDenied(Rule rule, GateRequest request, ReasonCode code, string because)
    {
        var decision = GateDecision.Decide(Samples.Only(rule), request, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Contains(decision.Reasons, reason => reason.Code == code && reason.Explanation.Contains(because, StringComparison.Ordinal));
    }
}
