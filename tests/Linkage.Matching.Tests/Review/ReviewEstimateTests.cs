using Linkage.Matching.Review;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Review;

public sealed class ReviewEstimateTests
{
    [Fact]
    public void Of_BandsOfUnequalSize_CountsEachByItsSize()
    {
        // Below: 100 pairs, 1 of 4 a match: 25. Near: 10 pairs, 1 of 2: 5. Far above: 1,000 pairs, 5 of 5: 1,000.
        var scores = Scores((100, 4, false), (10, 2, true), (1_000, 5, true));
        var labels = Labels(scores, [1, 1, 5]);

        var estimate = ReviewEstimate.Of(scores, labels);

        Assert.Equal(1_005.0 / 1_010, estimate.Precision!.Value, 12);
        Assert.Equal(1_005.0 / 1_030, estimate.RecallOfKept!.Value, 12);
        Assert.InRange(estimate.Precision.Low, .3, estimate.Precision.Value);
        Assert.InRange(estimate.Precision.High, estimate.Precision.Value, 1);
        Assert.True(estimate.Precision.Low < .99, "five labels do not prove a thousand");
    }

    [Fact]
    public void Of_EveryPairLabelled_LeavesNoDoubt()
    {
        var scores = Scores((4, 4, false), (8, 8, true));

        Assert.Equal(new ReviewShare(.75, .75, .75), ReviewEstimate.Of(scores, Labels(scores, [1, 6])).Precision);
        Assert.Equal(6.0 / 7, ReviewEstimate.Of(scores, Labels(scores, [1, 6])).RecallOfKept!.Value, 12);
    }

    [Fact]
    public void Of_BandWithoutADecidedPair_CannotTell()
    {
        var scores = Scores((4, 2, false), (8, 2, true));
        var below = Labels(scores, [1, 1]).Where(l => l.Key <= 2).ToDictionary();
        var above = Labels(scores, [1, 1]).Where(l => l.Key > 2).ToDictionary();

        Assert.Equal(new ReviewEstimate(null, null), ReviewEstimate.Of(scores, below));
        Assert.NotNull(ReviewEstimate.Of(scores, above).Precision);
        Assert.Null(ReviewEstimate.Of(scores, above).RecallOfKept);
    }

    [Theory]
    [InlineData(.98, .5, .10)]
    [InlineData(.999, .9, .30)]
    [InlineData(.90, .6, .05)]
    public void Of_ManySamplesOfOneTruth_HoldsTheTruthAsOftenAsItSays(double far, double near, double below)
    {
        // The truth is fixed; samples of 20 of each band are drawn from it again and again. 95 % intervals must hold it in at least 92 of a hundred.
        const int Runs = 2_000;
        int[] sizes = [3_000, 200, 2_000];
        int[] matches = [(int)(3_000 * below), (int)(200 * near), (int)(2_000 * far)];
        var (precision, recall) = ((double)(matches[1] + matches[2]) / 2_200, (double)(matches[1] + matches[2]) / matches.Sum());
        var scores = Scores((sizes[0], 40, false), (sizes[1], 40, true), (sizes[2], 40, true));
        var random = new SeededSequence(20261122);
        var (inPrecision, inRecall, sum) = (0, 0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            var found = sizes.Zip(matches, (size, match) =>
            {
                var (drawn, hits) = (0, 0);
                for (; drawn < 40; drawn++)
                {
                    hits += random.Next(size - drawn) < match - hits ? 1 : 0;
                }

                return hits;
            }).ToList();
            var estimate = ReviewEstimate.Of(scores, Labels(scores, found));
            sum += estimate.Precision!.Value;
            inPrecision += estimate.Precision.Low <= precision && precision <= estimate.Precision.High ? 1 : 0;
            inRecall += estimate.RecallOfKept!.Low <= recall && recall <= estimate.RecallOfKept.High ? 1 : 0;
        }

        Assert.Equal(precision, sum / Runs, .005);
        Assert.True(inPrecision >= Runs * .92, $"precision {inPrecision} of {Runs}");
        Assert.True(inRecall >= Runs * .92, $"recall {inRecall} of {Runs}");
    }

    private static ReviewScores Scores(params (long Pairs, int Sampled, bool IsLink)[] strata)
    {
        var number = 0;
        return new ReviewScores(
            1,
            .5,
            [.. strata.Select((s, i) => new ReviewStratum(i, s.Pairs, s.Sampled, s.IsLink))],
            [.. strata.SelectMany((s, i) => Enumerable.Range(0, s.Sampled).Select(_ => new ReviewScore(++number, i, 0, .5)))]);
    }

    private static Dictionary<int, bool> Labels(ReviewScores scores, List<int> matches) =>
        scores.Pairs.GroupBy(p => p.Stratum).SelectMany(g => g.Select((p, i) => (p.Number, IsMatch: i < matches[g.Key]))).ToDictionary(l => l.Number, l => l.IsMatch);
}
