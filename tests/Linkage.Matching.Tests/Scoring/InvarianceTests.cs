using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>What may not change a result: properties over made-up data of several seeds.</summary>
public sealed class InvarianceTests
{
    private static readonly string[] ThreeNames = ["apple", "berry", "cherry"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Score_RandomPeople_IsWhatThePlainOracleSays(int seed)
    {
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, seed, ThreeNames, people: 60);
        var settings = new LinkSettings { MinimumProbability = 0, PermittedPairs = [new("apple", "berry"), new("berry", "berry"), new("cherry", "apple")], MaxRecordsPerUprn = 25 };
        var model = Linker.Link(session, inputs, settings, null, CancellationToken.None).Model;
        using var run = Linker.Prepare(session, inputs, settings, null, CancellationToken.None);
        var oracle = new PlainOracle(session, run, RecordFields.Of(inputs), model);
        string[] permitted = ["01", "10", "11", "02", "20"];

        foreach (var least in new[] { 0, .01, .6 })
        {
            using var scored = Linker.Prepare(session, inputs, settings with { MinimumProbability = least }, null, CancellationToken.None);
            var result = scored.Score(model, null, CancellationToken.None);

            var expected = new List<(int, int, string, double)>();
            for (var l = 0; l < oracle.Count; l++)
            {
                for (var r = l + 1; r < oracle.Count; r++)
                {
                    var levels = oracle.Levels(l, r);
                    if (permitted.Contains(oracle.DatasetOf(l) + oracle.DatasetOf(r)) && oracle.CanLink(levels) && oracle.Weight(l, levels) is var weight
                        && (least == 0 || weight >= Math.Log2(least / (1 - least))))
                    {
                        expected.Add((l, r, string.Join(' ', levels), Math.Round(weight, 6)));
                    }
                }
            }

            var columns = string.Join(", ", run.Comparisons.Select(c => new SqlName("level_" + c.Name)));
            var links = session.Query(
                $"SELECT left_rid, right_rid, concat_ws(' ', {columns}), match_weight FROM {result.Links} ORDER BY 1, 2",
                r => (r.GetInt32(0), r.GetInt32(1), r.GetString(2), Math.Round(r.GetDouble(3), 6)),
                CancellationToken.None);
            Assert.True(expected.Count > 20, $"seed {seed}: {expected.Count} links");
            Assert.Equal(expected, links);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Link_OtherOrderOfInputsAndRows_GivesTheSameModelAndLinks(int seed)
    {
        var random = new Random(seed);
        var settings = new LinkSettings { CompareAllBelow = 0, TrainingPairs = 3_000, MinimumProbability = .2, SamplePairs = 5_000, MaxPairsPerBlock = 400 };
        var results = new List<(string Digest, IReadOnlyList<string> Links, IReadOnlyList<string> Warnings)>();
        foreach (var shuffle in new[] { 0, seed, seed + 100 })
        {
            using var session = MatchingSession.Open(1 + random.Next(3));
            var inputs = RandomPeople.Make(session, seed, ThreeNames, people: 900, shuffle);
            if (shuffle > 0)
            {
                inputs = [.. inputs.OrderBy(_ => random.Next())];
            }

            var result = Linker.Link(session, inputs, settings with { PermittedPairs = shuffle == 0 ? null : [new("cherry", "berry"), new("apple", "cherry"), new("berry", "apple")] }, null, CancellationToken.None);
            results.Add((result.Model.Digest(), MatchingSession.Rows(session, $"SELECT * FROM {result.Links} ORDER BY left_rid, right_rid"), result.Warnings));
        }

        Assert.True(results[0].Links.Count > 500, $"seed {seed}: {results[0].Links.Count} links");
        Assert.All(results, r => Assert.Equal(results[0].Digest, r.Digest));
        Assert.All(results, r => Assert.Equal(results[0].Links, r.Links));
        Assert.All(results, r => Assert.Equal(results[0].Warnings, r.Warnings));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Score_DatasetsAndRecordsNamedTheOtherWayRound_GivesEachPairTheSameScore(int seed)
    {
        var settings = new LinkSettings { CompareAllBelow = 0, MinimumProbability = .1 };
        LinkModel? model = null;
        var results = new List<List<string>>();
        foreach (var names in new string[][] { ["apple", "berry"], ["zebra", "berry"] })
        {
            using var session = MatchingSession.Open();
            var inputs = RandomPeople.Make(session, seed, names, people: 600);
            if (model is not null)
            {
                // The order of the ids turns round as well, and is turned back for comparing.
                session.Execute(string.Concat(names.Select(n => $"UPDATE {n} SET id = translate(id, '0123456789', '9876543210');")), CancellationToken.None);
            }

            using var run = Linker.Prepare(session, inputs, settings, null, CancellationToken.None);
            var turned = model is not null;
            model ??= run.Train(null, CancellationToken.None);
            var result = run.Score(model, null, CancellationToken.None);
            string Id(string side) => turned ? $"translate({side}_id, '0123456789', '9876543210')" : $"{side}_id";
            var levels = string.Join(", ", run.Comparisons.Select(c => new SqlName("level_" + c.Name)));
            results.Add([.. MatchingSession.Rows(session, $"SELECT least({Id("left")}, {Id("right")}), greatest({Id("left")}, {Id("right")}), match_weight, match_probability, key, {levels} FROM {result.Links} ORDER BY ALL")]);
        }

        Assert.True(results[0].Count > 300, $"seed {seed}: {results[0].Count} links");
        Assert.Equal(results[0], results[1]);
    }

    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 700)]
    [InlineData(33, 1_000_000)]
    public void ScoreTo_AnySizeOfParts_GivesTheSameLinks(int seed, long pairsPerFile)
    {
        using var folder = new TemporaryFolder();
        using var session = MatchingSession.Open();
        var inputs = RandomPeople.Make(session, seed, ThreeNames, people: 150);
        var settings = new LinkSettings { CompareAllBelow = 0, MinimumProbability = .1, PairsPerFile = pairsPerFile };
        using var run = Linker.Prepare(session, inputs, settings, null, CancellationToken.None);
        var model = run.Train(null, CancellationToken.None);
        var whole = run.Score(model, null, CancellationToken.None);
        var expected = MatchingSession.Rows(session, $"SELECT * FROM {whole.Links} ORDER BY left_rid, right_rid");

        var parts = run.ScoreTo(folder.Path, model, null, CancellationToken.None);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, MatchingSession.Rows(session, $"SELECT * FROM {parts.Links} ORDER BY left_rid, right_rid"));
    }
}
