using Linkage.Pipeline.Link;

namespace Linkage.Pipeline.Tests.Link;

public sealed class LinkQualityTests
{
    [Fact]
    public void F1_OfKnownCounts_IsTheHarmonicMean()
    {
        var quality = new LinkQuality(TruePairs: 200, LinkedPairs: 160, AgreeingPairs: 120, ByKey: []);

        Assert.Equal(0.75, quality.Precision);
        Assert.Equal(0.6, quality.Recall);
        Assert.Equal(0.666667, quality.F1);
    }

    [Fact]
    public void F1_WithNothingTrueAndNothingLinked_IsOne() => Assert.Equal(1, new LinkQuality(0, 0, 0, []).F1);
}
