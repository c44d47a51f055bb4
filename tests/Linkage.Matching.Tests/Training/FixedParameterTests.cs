using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Training;

public sealed class FixedParameterTests
{
    [Fact]
    public void Apply_FixedLevels_KeepTheirValueAndTheOthersTheirProportions()
    {
        double[] m = [.6, .3, .06, .04];

        LevelShares.Apply(m, [null, .5, null, null]);

        Assert.Equal([.6 / .7 * .5, .5, .06 / .7 * .5, .04 / .7 * .5], m.Select(x => Math.Round(x, 15)), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1, m.Sum(), 12);
    }

    [Fact]
    public void Apply_AllFixed_AreAsGiven()
    {
        double[] m = [.6, .3, .1];

        LevelShares.Apply(m, [.2, .3, .5]);

        Assert.Equal([.2, .3, .5], m);
    }

    [Fact]
    public void Apply_BoundThatPushesAnotherOverItsBound_HoldsBoth()
    {
        double[] m = [.2, .3, .5];

        LevelShares.Apply(m, [null, null, null], [null, .35, .1]);

        Assert.Equal([.55, .35, .1], m.Select(x => Math.Round(x, 12)));
    }

    [Fact]
    public void Apply_NothingFixedOrExceeded_ChangesNoBit()
    {
        double[] m = [1 / 3.0, 1 / 7.0, .1];

        LevelShares.Apply(m, [null, null, null], [null, null, .1]);

        Assert.Equal([1 / 3.0, 1 / 7.0, .1], m);
    }

    [Theory]
    [InlineData(0.0, null, "m")]
    [InlineData(1.0, null, "m")]
    [InlineData(.7, .3, "m")]
    [InlineData(double.NaN, null, "u")]
    public void Link_FixedValuesThatCannotBe_AreRefused(double first, double? second, string which)
    {
        var comparison = new Comparison
        {
            Name = "town",
            MissingSql = "false",
            Missing = new MissingTest.All([]),
            Levels =
            [
                which == "m" ? new("exact", .7, .1) { FixedM = first } : new("exact", .7, .1) { FixedU = first },
                new("near", .2, .2) { FixedM = second },
                new("other", .1, .7),
            ],
            HouseholdShare = 0,
            PersonalLevels = 1,
            PresenceColumn = "x",
        };

        var error = Assert.Throws<MatchingInputException>(() => new ExpectationMaximisation([comparison], new RandomRates([[.1, .2, .7]], [[0, 0, 0]]), 100, 10));

        Assert.Equal("comparison 'town'", error.Where);
    }

    [Fact]
    public void Train_FixedParametersAndPrior_AreLeftAsTheyAre()
    {
        var comparisons = Simulated.Comparisons();
        comparisons[0] = comparisons[0] with { Levels = [comparisons[0].Levels[0] with { FixedM = .6 }, comparisons[0].Levels[1], comparisons[0].Levels[2] with { FixedU = .9 }] };

        var model = Simulated.Train(comparisons, fixedPrior: .002);

        Assert.Equal(.6, model.Comparisons[0].Levels[0].M);
        Assert.Equal(.9, model.Comparisons[0].Levels[2].U);
        Assert.Equal(1, model.Comparisons[0].Levels.Sum(l => l.M), 12);
        Assert.Equal(1, model.Comparisons[0].Levels.Sum(l => l.U), 12);
        Assert.Equal(.002, model.MatchesPerRecord * Simulated.Records / Simulated.PossiblePairs, 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.5)]
    [InlineData(double.NaN)]
    public void Link_PriorThatCannotBe_IsRefused(double prior)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 100);

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(
            session, [MatchingSession.Input("a", SyntheticPeople.Columns)], new LinkSettings { FixedPrior = prior }, null, CancellationToken.None));

        Assert.Contains("fixedPrior", error.Message, StringComparison.Ordinal);
    }
}
