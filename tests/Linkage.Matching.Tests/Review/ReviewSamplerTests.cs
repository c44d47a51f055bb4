using Linkage.Matching.Review;

namespace Linkage.Matching.Tests.Review;

public sealed class ReviewSamplerTests
{
    [Fact]
    public void Draw_EvenWeights_TakesTheSharesItPromisesFromEachBand()
    {
        using var session = SampleReview.WithLinks(4_000);

        var strata = ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings { Pairs = 100, Threshold = .5 }, CancellationToken.None);

        // A hundred links a unit of weight; the threshold is at weight 0.
        Assert.Equal([1_200, 400, 200, 200, 200, 200, 400, 1_200], strata.Select(s => s.Pairs));
        Assert.Equal([10, 14, 13, 13, 13, 13, 14, 10], strata.Select(s => s.Sampled));
        Assert.Equal([false, false, false, false, true, true, true, true], strata.Select(s => s.IsLink));
        Assert.Equal(100, session.Scalar<long>("SELECT count(DISTINCT (left_id, right_id)) FROM lnk_review_pair", CancellationToken.None));
        Assert.Equal(
            0, session.Scalar<long>("SELECT count(*) FROM lnk_review_pair WHERE (stratum >= 4) <> (match_probability >= .5) OR (stratum = 0) <> (match_weight < -8)", CancellationToken.None));
        Assert.Equal(["1", "100"], MatchingSession.Rows(session, "SELECT min(number) FROM lnk_review_pair UNION ALL SELECT max(number) FROM lnk_review_pair"));
    }

    [Fact]
    public void Draw_OtherThreadsAndOrder_DrawsTheSamePairsAndAnotherSeedOthers()
    {
        string Drawn(int threads, string order, long seed)
        {
            using var session = SampleReview.WithLinks(3_000, threads, order);
            ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings { Pairs = 60, Seed = seed }, CancellationToken.None);
            return string.Join(' ', MatchingSession.Rows(session, "SELECT number, left_id, stratum FROM lnk_review_pair ORDER BY number"));
        }

        var first = Drawn(1, "i", 7);

        Assert.Equal(first, Drawn(4, "hash(i)", 7));
        Assert.NotEqual(first, Drawn(1, "i", 8));
    }

    [Fact]
    public void Draw_PairGivenTwiceAndTurnedRound_CountsOnce()
    {
        using var session = SampleReview.WithLinks(50);
        session.Execute(
            $"INSERT INTO {SampleReview.Links} SELECT right_dataset, right_id, left_dataset, left_id, match_probability, match_weight, level_forename, level_surname FROM {SampleReview.Links};"
                + $"INSERT INTO {SampleReview.Links} SELECT * FROM {SampleReview.Links}",
            CancellationToken.None);

        var strata = ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings { Pairs = 5_000 }, CancellationToken.None);

        Assert.Equal(50, strata.Sum(s => s.Pairs));
        Assert.Equal(strata.Select(s => s.Pairs), strata.Select(s => (long)s.Sampled));
        Assert.Equal(50, session.Scalar<long>("SELECT count(*) FROM lnk_review_pair", CancellationToken.None));
    }

    [Fact]
    public void Draw_EveryPairOfABand_IsEquallyLikely()
    {
        // Over many seeds each pair of a band of 40 is drawn about equally often: 100 draws of 20 give 50 each, sd 5.
        using var session = SampleReview.WithLinks(400);
        var times = new Dictionary<string, int>();
        for (var seed = 0; seed < 100; seed++)
        {
            ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings { Pairs = 60, Seed = seed, Threshold = .5, BandEdges = [-4, 0, 4], ClearShare = 1.0 / 3 }, CancellationToken.None);
            foreach (var id in session.Query("SELECT left_id FROM lnk_review_pair WHERE stratum = 2", r => r.GetString(0), CancellationToken.None))
            {
                times[id] = times.GetValueOrDefault(id) + 1;
            }
        }

        Assert.Equal(40, times.Count);
        Assert.Equal(100 * 20, times.Values.Sum());
        Assert.All(times.Values, t => Assert.InRange(t, 28, 72));
    }

    [Theory]
    [InlineData(0, .95, "pairs")]
    [InlineData(5_001, .95, "pairs")]
    [InlineData(10, 1.5, "threshold")]
    public void Draw_SettingOutOfRange_IsRefused(int pairs, double threshold, string where)
    {
        using var session = SampleReview.WithLinks(5);

        var error = Assert.Throws<MatchingInputException>(() => ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings { Pairs = pairs, Threshold = threshold }, CancellationToken.None));

        Assert.Contains(where, error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_NoLinksOrNoWeight_IsRefused()
    {
        using var session = SampleReview.WithLinks(5);
        session.Execute($"UPDATE {SampleReview.Links} SET match_weight = NULL WHERE left_id = 'l1'", CancellationToken.None);
        Assert.Contains("1 pairs have no match weight", Assert.Throws<MatchingInputException>(() => ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings(), CancellationToken.None)).What, StringComparison.Ordinal);

        session.Execute($"DELETE FROM {SampleReview.Links}", CancellationToken.None);
        Assert.Contains("no pairs", Assert.Throws<MatchingInputException>(() => ReviewSampler.Draw(session, SampleReview.Links, new ReviewSettings(), CancellationToken.None)).What, StringComparison.Ordinal);
    }
}
