using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

public sealed class ExpectationMaximisationTests
{
    private const long PossiblePairs = 2_000_000;

    private static readonly double[][] TrueM = [[.80, .15, .05], [.90, .06, .04], [.70, .20, .10], [.95, .03, .02]];

    private static readonly double[][] TrueU = [[.01, .04, .95], [.005, .02, .975], [.02, .08, .90], [.10, .20, .70]];

    [Fact]
    public void Train_SimulatedPatterns_RecoversTheParameters()
    {
        const double Prior = .001;
        var model = Train(Patterns(Prior), Prior, 200);

        Assert.True(model.Converged);
        Assert.True(model.Trained);
        Assert.InRange(model.MatchesPerRecord * 2_000 / PossiblePairs, Prior * .97, Prior * 1.03);
        foreach (var (comparison, c) in model.Comparisons.Select((x, i) => (x, i)))
        {
            foreach (var (level, k) in comparison.Levels.Select((x, i) => (x, i)))
            {
                Assert.InRange(level.M, TrueM[c][k] - .02, TrueM[c][k] + .02);
                Assert.InRange(level.U, TrueU[c][k] * .97, TrueU[c][k] * 1.03);
            }
        }
    }

    [Fact]
    public void Train_TooFewRounds_SaysThatItDidNotConverge()
    {
        var model = Train(Patterns(.001), .001, 2);

        Assert.False(model.Converged);
        Assert.Equal(2, model.Rounds);
        Assert.True(model.LastChange > 0);
    }

    [Fact]
    public void Train_NothingToLearnFrom_KeepsTheDefaults()
    {
        var model = Train([], .001, 200);

        Assert.False(model.Trained);
        foreach (var (comparison, c) in model.Comparisons.Select((x, i) => (x, i)))
        {
            foreach (var (level, k) in comparison.Levels.Select((x, i) => (x, i)))
            {
                Assert.Equal(Comparisons()[c].Levels[k].DefaultM, level.M, 6);
            }
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        var patterns = Patterns(.001);

        Assert.Equal(Train(patterns, .001, 200).ToBytes(), Train(patterns, .001, 200).ToBytes());
    }

    [Fact]
    public void Load_SavedModel_IsTheSame()
    {
        var model = Train(Patterns(.001), .001, 200);
        using var folder = new TestKit.TemporaryFolder();
        model.Save(folder.PathOf("model.json"));

        Assert.Equal(model.Digest(), LinkModel.Load(folder.PathOf("model.json")).Digest());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"format": 99}""")]
    public void Load_NoModel_IsRefused(string text)
    {
        using var folder = new TestKit.TemporaryFolder();

        Assert.Throws<MatchingInputException>(() => LinkModel.Load(folder.Write("model.json", text)));
    }

    [Fact]
    public void NameLift_NamesThatGoTogether_IsCountedAndFreedOfMatches()
    {
        double[][] m = [[.8, .2], [.9, .1]];
        double[][] u = [[.01, .99], [.02, .98]];
        var rates = new RandomRates(u, u, new NamesTogether(0, 1, .0006 + .0001 * .72));

        Assert.Equal(3, rates.NameLift(m, u, .0001), 3);
        Assert.Equal(1, (rates with { NamesTogether = null }).NameLift(m, u, .0001));
        var table = new OddsTable(m, u, [0, 0], .0001, 0, (0, 1), 3);
        Assert.Equal(Math.Log(.0001 * .72) - Math.Log(.9999 * .0006), table.Of(0x11).LogOdds, 9);
        Assert.Equal(Math.Log(.0001 * .8 * .1) - Math.Log(.9999 * .01 * .98), table.Of(0x21).LogOdds, 9);
    }

    [Fact]
    public void LogOdds_MissingValues_AreNoEvidence()
    {
        var table = new OddsTable(TrueM, TrueU, [0, 0, 0, 0], .001, 0);

        Assert.Equal(Math.Log(.001) - Math.Log(.999), table.Of(0).LogOdds, 12);
        Assert.Equal(Math.Log(.001 * .8) - Math.Log(.999 * .01), table.Of(1).LogOdds, 12);
    }

    private static LinkModel Train(IReadOnlyList<PatternCount> patterns, double prior, int rounds)
    {
        // Random pairs hold matches in the share of the prior.
        var rates = TrueU.Select((u, c) => u.Select((x, k) => (1 - prior) * x + prior * TrueM[c][k]).ToArray()).ToArray();
        var least = rates.Select(r => r.Select(x => x * .02).ToArray()).ToArray();
        return new ExpectationMaximisation(Comparisons(), new RandomRates(rates, least), PossiblePairs, rounds).Train(patterns, 2_000, 1, CancellationToken.None);
    }

    /// <summary>Expected counts of every pattern, to the nearest pair.</summary>
    private static List<PatternCount> Patterns(double prior)
    {
        var patterns = new List<PatternCount>();
        for (var i = 0; i < 81; i++)
        {
            var (pattern, m, u, rest) = (0L, 1.0, 1.0, i);
            for (var c = 0; c < 4; c++, rest /= 3)
            {
                pattern |= (long)(rest % 3 + 1) << (c * Comparison.BitsPerLevel);
                m *= TrueM[c][rest % 3];
                u *= TrueU[c][rest % 3];
            }

            var pairs = (long)Math.Round(PossiblePairs * (prior * m + (1 - prior) * u));
            if (pairs > 0)
            {
                patterns.Add(new PatternCount(pattern, pairs));
            }
        }

        return [.. patterns.OrderBy(p => p.Pattern)];
    }

    private static List<Comparison> Comparisons() =>
    [
        .. Enumerable.Range(0, 4).Select(c => new Comparison
        {
            Name = $"field_{c}",
            MissingSql = "false",
            Missing = new MissingTest.All([]),
            Levels = [new("exact", .7, .05), new("near", .2, .05), new("other", .1, .9)],
            HouseholdShare = 0,
            PersonalLevels = 1,
            PresenceColumn = "x",
        }),
    ];
}
