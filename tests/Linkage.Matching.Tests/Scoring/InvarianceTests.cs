using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>What may not change a result: properties over made-up data of several seeds.</summary>
public sealed class InvarianceTests
{
    private static readonly string[] Header = ["id", "forename", "surname", "dob", "sex", "uprn", "address", "postcode", "phone", "team", "note"];

    private static readonly LinkColumn[] Columns =
    [
        new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("sex", FieldMeaning.Sex), new("uprn", FieldMeaning.Uprn),
        new("address", FieldMeaning.Address), new("postcode", FieldMeaning.Postcode), new("phone", FieldMeaning.Phone), new("team", FieldMeaning.Code), new("note", FieldMeaning.Text),
    ];

    private static readonly string[] ThreeNames = ["apple", "berry", "cherry"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Score_RandomPeople_IsWhatThePlainOracleSays(int seed)
    {
        using var session = MatchingSession.Open();
        var inputs = Make(session, seed, ThreeNames, people: 60);
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
            var inputs = Make(session, seed, ThreeNames, people: 900, shuffle);
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
            var inputs = Make(session, seed, names, people: 600);
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
        var inputs = Make(session, seed, ThreeNames, people: 150);
        var settings = new LinkSettings { CompareAllBelow = 0, MinimumProbability = .1, PairsPerFile = pairsPerFile };
        using var run = Linker.Prepare(session, inputs, settings, null, CancellationToken.None);
        var model = run.Train(null, CancellationToken.None);
        var whole = run.Score(model, null, CancellationToken.None);
        var expected = MatchingSession.Rows(session, $"SELECT * FROM {whole.Links} ORDER BY left_rid, right_rid");

        var parts = run.ScoreTo(folder.Path, model, null, CancellationToken.None);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, MatchingSession.Rows(session, $"SELECT * FROM {parts.Links} ORDER BY left_rid, right_rid"));
    }

    /// <summary>People with errors, relatives, blanks and names of several parts, spread over datasets; ids are unique over all.</summary>
    private static LinkInput[] Make(DuckSession session, int seed, string[] datasets, int people, int shuffle = 0)
    {
        var random = new Random(seed);
        string[] syllables = ["ka", "lo", "mir", "wen", "tu", "shar", "be", "jo", "pha", "qui", "dro", "vex", "zan", "gur", "é", "ł"];
        string Name() => string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => syllables[random.Next(syllables.Length)]));
        var forenames = Enumerable.Range(0, 12 + people / 20).Select(_ => random.Next(5) == 0 ? $"{Name()} {Name()}" : Name()).ToArray();
        var surnames = Enumerable.Range(0, 12 + people / 10).Select(_ => random.Next(8) == 0 ? $"{Name()}-{Name()}" : Name()).ToArray();
        string? Worn(string? value)
        {
            if (value is null || random.Next(6) > 0)
            {
                return value;
            }

            var at = random.Next(value.Length);
            return random.Next(5) switch
            {
                0 => null,
                1 => value[..at] + value[(at + 1)..],
                2 => value[..at] + "x" + value[at..],
                3 => value[..1],
                _ => string.Join(' ', value.Split(' ').Reverse()),
            };
        }

        var rows = datasets.ToDictionary(d => d, _ => new List<string?[]>());
        var number = 0;
        for (var person = 0; person < people; person++)
        {
            var home = person * 2 / 5;
            var born = new DateOnly(1940, 1, 1).AddDays(random.Next(25_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (forename, surname) = (forenames[random.Next(forenames.Length)], surnames[home * 7 % surnames.Length]);
            var (phone, sex) = ($"07{random.Next(100_000_000, 999_999_999)}", random.Next(2) == 0 ? "M" : "F");
            foreach (var dataset in datasets)
            {
                for (var copy = 0; copy < random.Next(3); copy++)
                {
                    var swapped = random.Next(25) == 0;
                    rows[dataset].Add(
                    [
                        $"{number++:D6}", Worn(swapped ? surname : forename), Worn(swapped ? forename : surname), random.Next(8) == 0 ? null : random.Next(12) == 0 ? born[..8] + "15" : born, random.Next(9) == 0 ? null : sex,
                        random.Next(3) == 0 ? null : $"{100_000 + home}", random.Next(4) == 0 ? null : $"{1 + home % 90} {surnames[home % surnames.Length]} street",
                        random.Next(7) == 0 ? null : $"LS{1 + home % 9} {home % 7}{(char)('A' + home % 20)}D", random.Next(3) == 0 ? phone : null, random.Next(5) == 0 ? null : $"T{person % 11}",
                        random.Next(4) == 0 ? $"{forenames[random.Next(forenames.Length)]} {surnames[person % 5]}" : null,
                    ]);
                }
            }
        }

        foreach (var dataset in datasets)
        {
            var order = new Random(shuffle);
            MatchingSession.Table(session, dataset, Header, shuffle == 0 ? rows[dataset] : rows[dataset].OrderBy(_ => order.Next()));
        }

        return [.. datasets.Select(d => MatchingSession.Input(d, Columns))];
    }
}
