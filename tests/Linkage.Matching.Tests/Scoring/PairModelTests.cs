using Linkage.Matching.Normalise;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>Pairs of datasets that are weighed by models of their own.</summary>
public sealed class PairModelTests
{
    private static readonly string[] ThreeNames = ["apple", "berry", "cherry"];

    private static readonly LinkSettings Settings = new()
    {
        MinimumProbability = 0,
        PermittedPairs = [new("apple", "berry"), new("berry", "berry"), new("cherry", "apple")],
        MaxRecordsPerUprn = 25,
    };

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    public void Score_ModelsOfTheirOwn_WeighEachPairAsThePlainOracleDoes(int seed)
    {
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, seed, ThreeNames, people: 60);
        var general = Linker.Link(session, inputs, Settings, null, CancellationToken.None).Model;
        // Two datasets of 40 and 100 records, and one of 70: trained elsewhere, on other errors.
        var across = Worse(general, .3) with { MatchesPerRecord = .2, HouseholdPairsPerRecord = .1, Counts = general.Counts with { Records = 140, PossiblePairs = 4_000 } };
        var within = Worse(general, .1) with { MatchesPerRecord = .05, HouseholdPairsPerRecord = 0, Counts = general.Counts with { Records = 70, PossiblePairs = 2_415 } };
        var settings = Settings with { PairModels = [new("berry", "apple", across), new("berry", "berry", within)] };
        using var run = Linker.Prepare(session, inputs, settings, null, CancellationToken.None);
        long Rows(string dataset) => session.Scalar<long>($"SELECT count(*) FROM {dataset}", CancellationToken.None);
        var (apple, berry) = ((double)Rows("apple"), (double)Rows("berry"));
        var fields = RecordFields.Of(inputs);
        var byPair = new Dictionary<string, PlainOracle>
        {
            // 140 records are three and a half times the 40 of the smaller dataset.
            ["01"] = new(session, run, fields, across, (.2 * 3.5 * Math.Min(apple, berry) / (apple * berry), .1 * 3.5 * Math.Min(apple, berry) / (apple * berry))),
            ["11"] = new(session, run, fields, within, (.05 * 2 / (berry - 1), 0)),
            ["02"] = new(session, run, fields, general),
        };

        foreach (var least in new[] { 0, .01, .6 })
        {
            using var scored = Linker.Prepare(session, inputs, settings with { MinimumProbability = least, KeepRecords = true }, null, CancellationToken.None);
            var result = scored.Score(general, null, CancellationToken.None);

            var expected = new List<(int, int, double)>();
            for (var l = 0; l < byPair["01"].Count; l++)
            {
                for (var r = l + 1; r < byPair["01"].Count; r++)
                {
                    if (byPair.GetValueOrDefault(byPair["01"].DatasetOf(l) + byPair["01"].DatasetOf(r)) is { } oracle && oracle.Levels(l, r) is var levels
                        && oracle.CanLink(levels) && oracle.Weight(l, levels) is var weight && (least == 0 || weight >= Math.Log2(least / (1 - least))))
                    {
                        expected.Add((l, r, Math.Round(weight, 6)));
                    }
                }
            }

            var links = session.Query(
                $"SELECT left_rid, right_rid, match_weight FROM {result.Links} ORDER BY 1, 2", r => (r.GetInt32(0), r.GetInt32(1), Weight: r.GetDouble(2)), CancellationToken.None);
            Assert.True(expected.Count > 20, $"seed {seed}: {expected.Count} links");
            Assert.Equal(expected, links.Select(l => (l.Item1, l.Item2, Math.Round(l.Weight, 6))));
            Assert.All(links, l => Assert.Equal(l.Weight, result.Compared!.Weight(l.Item1, l.Item2)!.Value, 1e-4));
            Assert.Equal(general.Digest(), result.Model.Digest());
            Assert.Equal([new("apple", "berry"), new DatasetPair("berry", "berry")], result.Models.Pairs);
        }
    }

    [Fact]
    public void Link_EveryPairHasItsModel_TrainsNone()
    {
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, 45, ThreeNames, people: 60);
        var general = Linker.Link(session, inputs, Settings, null, CancellationToken.None).Model;
        var settings = Settings with { PairModels = [.. Settings.PermittedPairs!.Select(p => new PairModelSettings(p.Right, p.Left, general))] };

        var result = Linker.Link(session, inputs, settings, null, CancellationToken.None);

        Assert.Null(result.Models.General);
        Assert.DoesNotContain("train", result.Seconds.Keys);
        Assert.Equal(3, result.Models.Pairs.Count);
        Assert.NotEqual(general.Digest(), result.Models.Digest());
        using var run = Linker.Prepare(session, inputs, settings with { PairModels = [.. settings.PairModels.Take(2)] }, null, CancellationToken.None);
        Assert.False(run.HasOwnModels);
        var problem = Assert.Throws<MatchingInputException>(() => run.Score(null, null, CancellationToken.None));
        Assert.Equal("Some pairs of datasets have no model.", problem.What);
    }

    [Fact]
    public void ScoreTo_OtherModelOfAPair_IsAnotherRun()
    {
        using var folder = new TemporaryFolder();
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, 46, ThreeNames, people: 60);
        var general = Linker.Link(session, inputs, Settings, null, CancellationToken.None).Model;
        LinkSettings With(LinkModel own) => Settings with { PairModels = [new("apple", "berry", own)] };

        var first = Linker.LinkTo(folder.Path, session, inputs, With(Worse(general, .2)) with { Model = general }, null, CancellationToken.None);

        Assert.True(first.LinkCount > 0);
        Assert.Throws<MatchingInputException>(() => Linker.LinkTo(folder.Path, session, inputs, With(Worse(general, .3)) with { Model = general }, null, CancellationToken.None));
    }

    [Fact]
    public void Score_ModelsThatDoNotGoTogether_AreRefused()
    {
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, 47, ThreeNames, people: 60);
        var general = Linker.Link(session, inputs, Settings, null, CancellationToken.None).Model;
        MatchingInputException Refusal(params PairModelSettings[] own) =>
            Assert.Throws<MatchingInputException>(() => Linker.Link(session, inputs, Settings with { Model = general, PairModels = own }, null, CancellationToken.None));

        Assert.Equal("A pair of datasets has two models.", Refusal(new("apple", "berry", general), new("berry", "apple", general)).What);
        Assert.Equal("The models weigh the frequency of values in different ways.", Refusal(new PairModelSettings("apple", "berry", general with { TermFrequencies = TermFrequencyForm.None })).What);
        Assert.Contains("was not trained on field", Refusal(new PairModelSettings("apple", "berry", general with { Comparisons = [.. general.Comparisons.Skip(1)] })).What, StringComparison.Ordinal);
    }

    /// <summary>The model of sources that err more: m moves from the first level to the others.</summary>
    private static LinkModel Worse(LinkModel model, double share) => model with
    {
        Comparisons = [.. model.Comparisons.Select(c => c with
        {
            Levels = [.. c.Levels.Select((l, k) => l with { M = k == 0 ? l.M * (1 - share) : l.M + c.Levels[0].M * share / (c.Levels.Count - 1) })],
        })],
    };
}
