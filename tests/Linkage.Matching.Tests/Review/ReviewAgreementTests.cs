using Linkage.Matching.Review;

namespace Linkage.Matching.Tests.Review;

public sealed class ReviewAgreementTests
{
    // By hand: 20 both match, 15 both no match, 5 match/no match, 10 no match/match. Agreement 35/50 = .7; chance .5*.6 + .5*.4 = .5; kappa .2/.5 = .4.
    [Theory]
    [InlineData(20, 5, 0, 10, 15, 0, 0, 0, 0, .7, .4)]
    [InlineData(10, 0, 0, 0, 10, 0, 0, 0, 10, 1.0, 1.0)]
    [InlineData(0, 10, 0, 10, 0, 0, 0, 0, 0, 0.0, -1.0)]
    //// 3 labels: agreement 24/30 = .8; rows 12, 10, 8, columns 11, 11, 8: chance (132 + 110 + 64)/900 = .34; kappa .46/.66.
    [InlineData(10, 1, 1, 1, 8, 1, 0, 2, 6, .8, .46 / .66)]
    [InlineData(7, 0, 0, 0, 0, 0, 0, 0, 0, 1.0, null)]
    public void Of_KnownTable_IsWhatIsComputedByHand(int mm, int mn, int mu, int nm, int nn, int nu, int um, int un, int uu, double agreement, double? kappa)
    {
        int[] cells = [mm, mn, mu, nm, nn, nu, um, un, uu];
        var first = new LabelState("ann");
        var second = new LabelState("ben");
        var pair = 0;
        foreach (var (index, count) in cells.Index())
        {
            for (var i = 0; i < count; i++)
            {
                pair++;
                first.Apply(new ReviewDecision(pair, (ReviewLabel)(index / 3), "ann", default));
                second.Apply(new ReviewDecision(pair, (ReviewLabel)(index % 3), "ben", default));
            }
        }

        // Labelled by one alone: counts for nothing.
        first.Apply(new ReviewDecision(pair + 1, ReviewLabel.Match, "ann", default));

        var result = ReviewAgreement.Of(pair + 1, first, second);

        Assert.Equal(pair, result.Both);
        Assert.Equal([pair + 1, pair], result.Labelled);
        Assert.Equal(agreement, result.Agreement!.Value, 12);
        Assert.Equal(kappa is null, result.Kappa is null);
        Assert.Equal(kappa ?? 0, result.Kappa ?? 0, 12);
        Assert.Equal(cells, result.Table.SelectMany(r => r));
        Assert.Equal(mn + mu + nm + nu + um + un, result.Disagreements.Count);
        Assert.Equal(uu, result.BothUnsure.Count);
    }

    [Fact]
    public void Of_NothingInCommon_IsNotDefined()
    {
        var result = ReviewAgreement.Of(3, new LabelState("ann"), new LabelState("ben"));

        Assert.Null(result.Agreement);
        Assert.Null(result.Kappa);
    }
}
