using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

public sealed class ExpectationMaximisationTests
{
    [Fact]
    public void Train_SimulatedPatterns_RecoversTheParameters()
    {
        var model = Simulated.Train(Simulated.Comparisons());

        Assert.True(model.Converged);
        Assert.True(model.Trained);
        var session = Assert.Single(model.Sessions);
        Assert.Equal((ExpectationMaximisation.SessionName, SessionEnd.Settled, 81), (session.Name, session.Ended, session.Patterns));
        Assert.InRange(session.LastChange, 0, 1e-6);
        Assert.Equal(["field_0", "field_1", "field_2", "field_3"], session.Comparisons);
        Assert.InRange(model.MatchesPerRecord * Simulated.Records / Simulated.PossiblePairs, Simulated.Prior * .97, Simulated.Prior * 1.03);
        foreach (var (comparison, c) in model.Comparisons.Select((x, i) => (x, i)))
        {
            foreach (var (level, k) in comparison.Levels.Select((x, i) => (x, i)))
            {
                Assert.InRange(level.M, Simulated.TrueM[c][k] - .02, Simulated.TrueM[c][k] + .02);
                Assert.InRange(level.U, Simulated.TrueU[c][k] * .97, Simulated.TrueU[c][k] * 1.03);
            }
        }
    }

    [Fact]
    public void Train_TooFewRounds_SaysThatItDidNotConverge()
    {
        var model = Simulated.Train(Simulated.Comparisons(), rounds: 2);

        Assert.False(model.Converged);
        Assert.Equal(2, model.Rounds);
        Assert.True(model.LastChange > 0);
        var session = Assert.Single(model.Sessions);
        Assert.Equal((SessionEnd.MostRounds, 2, 2), (session.Ended, session.Rounds, session.MostRounds));
        Assert.NotNull(session.MovedMost);
    }

    [Fact]
    public void Train_NothingToLearnFrom_KeepsTheDefaults()
    {
        var model = Simulated.Train(Simulated.Comparisons(), patterns: []);

        Assert.False(model.Trained);
        foreach (var (comparison, c) in model.Comparisons.Select((x, i) => (x, i)))
        {
            foreach (var (level, k) in comparison.Levels.Select((x, i) => (x, i)))
            {
                Assert.Equal(Simulated.Comparisons()[c].Levels[k].DefaultM, level.M, 6);
            }
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        Assert.Equal(Simulated.Train(Simulated.Comparisons()).ToBytes(), Simulated.Train(Simulated.Comparisons()).ToBytes());
    }

    [Fact]
    public void Load_SavedModel_IsTheSame()
    {
        var model = Simulated.Train(Simulated.Comparisons());
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
    public void Load_OlderFormat_SaysToTrainAgain()
    {
        using var folder = new TestKit.TemporaryFolder();
        var path = folder.Write("model.json", """{"format": 1, "seed": 5, "trained": true, "converged": true, "rounds": 3, "lastChange": 0, "comparisons": []}""");

        var error = Assert.Throws<MatchingInputException>(() => LinkModel.Load(path));

        Assert.Equal("The model is of format 1; this version reads format 2.", error.What);
        Assert.StartsWith("Train it again: run once without a model", error.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NumberThatIsNoProbability_IsRefused()
    {
        using var folder = new TestKit.TemporaryFolder();
        var model = Simulated.Train(Simulated.Comparisons());
        (model with { Comparisons = [model.Comparisons[0] with { Levels = [new ModelLevel("exact", 1.5, .1)] }] }).Save(folder.PathOf("model.json"));

        Assert.Throws<MatchingInputException>(() => LinkModel.Load(folder.PathOf("model.json")));
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
        var table = new OddsTable(Simulated.TrueM, Simulated.TrueU, [0, 0, 0, 0], .001, 0);

        Assert.Equal(Math.Log(.001) - Math.Log(.999), table.Of(0).LogOdds, 12);
        Assert.Equal(Math.Log(.001 * .8) - Math.Log(.999 * .01), table.Of(1).LogOdds, 12);
    }
}
