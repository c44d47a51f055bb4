using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Training;

/// <summary>A model file is not trusted: what training cannot give is refused by name and place, and what is taken can be scored with.</summary>
public sealed class LinkModelCheckTests : IDisposable
{
    private static readonly LinkInput[] Inputs = [MatchingSession.Input("a", SyntheticPeople.Columns), MatchingSession.Input("b", SyntheticPeople.Columns)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("comparisons", "[null]", "Comparison 1 of the model is empty")]
    [InlineData("comparisons", "[]", "The model holds 0 comparisons")]
    [InlineData("sessions", "[null]", "Session 1 of the model is empty")]
    [InlineData("comparisons[0].levels", "[null]", "In comparison 'given' level 1 is empty")]
    [InlineData("comparisons[0].levels[0].label", "\"other\"", "In comparison 'given' the level 'other' is there twice.")]
    [InlineData("comparisons[0].levels[0].m", "5e-324", "In comparison 'given' m is 5E-324, which is no probability from 1e-30 to 1 (level 'exact').")]
    [InlineData("comparisons[1].levels[1].u", "1.5", "In comparison 'family' u is 1.5, which is no probability from 1e-30 to 1 (level 'other').")]
    [InlineData("comparisons[1].levels[1].u", "0", "In comparison 'family' u is 0,")]
    [InlineData("comparisons[0].levels[0].m", "1", "In comparison 'given' m of its levels sum to 1.1")]
    [InlineData("comparisons[1].name", "\"given\"", "The comparison 'given' is in the model twice.")]
    [InlineData("comparisons[0].name", "\"\"", "Comparison 1 of the model is empty, or has no name.")]
    [InlineData("comparisons[0].householdShare", "-1", "In comparison 'given' householdShare is -1;")]
    [InlineData("matchesPerRecord", "1e999", "matchesPerRecord is")]
    [InlineData("matchesPerRecord", "1e308", "matchesPerRecord is 1E+308; it can be above 0, at most 1e10.")]
    [InlineData("matchesPerRecord", "-5", "matchesPerRecord is -5;")]
    [InlineData("matchesPerRecord", "0", "matchesPerRecord is 0;")]
    [InlineData("householdPairsPerRecord", "-1e300", "householdPairsPerRecord is -1E+300;")]
    [InlineData("nameLift", "0", "nameLift is 0; it can be from 1 to 1000.")]
    [InlineData("nameLift", "-1", "nameLift is -1;")]
    [InlineData("counts.records", "-1", "A count of the model is below 0")]
    [InlineData("method", "99", "The model's method")]
    [InlineData("sessions[0].rounds", "-1", "Session 1 of the model holds a number that cannot be.")]
    [InlineData("sessions[0].comparisons", "[null]", "Session 1 of the model is empty, or something in it is.")]
    public void Load_WhatTrainingCannotGive_IsRefusedByPlace(string place, string value, string expected)
    {
        var path = _folder.Write("model.json", Changed(Simple().ToBytes(), place, value));

        var error = Assert.Throws<MatchingInputException>(() => LinkModel.Load(path));

        Assert.StartsWith(expected, error.What, StringComparison.Ordinal);
        Assert.Equal(path, error.Where);
    }

    [Fact]
    public void Load_MemberTwice_IsRefused()
    {
        var text = Encoding.UTF8.GetString(Simple().ToBytes());

        Assert.Throws<MatchingInputException>(() => LinkModel.Load(_folder.Write("model.json", text.Replace("\"nameLift\": 1", "\"nameLift\": 2, \"nameLift\": 1", StringComparison.Ordinal))));
    }

    [Fact]
    public void Load_EveryModelOfTheRepository_IsTaken()
    {
        var models = Directory.GetFiles(RepositoryPaths.Of("schemas", "models"), "*.json");

        Assert.True(models.Length > 10);
        Assert.All(models, m => Assert.NotEmpty(LinkModel.Load(m).Comparisons));
    }

    [Theory]
    [InlineData(TrainingMethod.Population, 300)]
    [InlineData(TrainingMethod.Population, 3)]
    [InlineData(TrainingMethod.PerRule, 300)]
    [InlineData(TrainingMethod.PerRule, 3)]
    public void Load_WhatTrainingWrote_IsTaken(TrainingMethod method, int people)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, people);
        var model = Linker.Link(session, Inputs, new LinkSettings { TrainingMethod = method }, null, CancellationToken.None).Model;
        model.Save(_folder.PathOf("model.json"));

        Assert.Equal(model.Digest(), LinkModel.Load(_folder.PathOf("model.json")).Digest());
    }

    [Fact]
    public void Bind_TwoLevelsOfOneLabel_AreRefused()
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 10);
        var settings = new LinkSettings().Compare(Compare.Of("forename").Exact().EditDistance(1).Labelled("close").EditDistance(2).Labelled("close").Else());

        var error = Assert.Throws<MatchingInputException>(() => Linker.Link(session, Inputs, settings, null, CancellationToken.None));

        Assert.Equal("Two levels are called 'close'.", error.What);
    }

    /// <summary>Every number of a trained model is set to every awkward value, alone; besides, all m and u at once to the ends of what is taken.</summary>
    [Fact]
    public void Load_AnyNumberChanged_IsRefusedOrScores()
    {
        string[] values = ["-1", "-0.0", "0", "5e-324", "1e-300", "1e-30", "1e-12", "0.4", "1", "1.0000001", "2", "1000", "1e10", "9223372036854775807", "-9223372036854775808", "1e300", "1e999", "null", "true", "\"NaN\"", "[]", "{}"];
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 60);
        using var run = Linker.Prepare(session, Inputs, new LinkSettings { MinimumProbability = 0 }, null, CancellationToken.None);
        var bytes = run.Train(null, CancellationToken.None).ToBytes();
        var numbers = Numbers(JsonNode.Parse(bytes)!);
        var (refused, scored) = (0, 0);
        foreach (var place in numbers)
        {
            foreach (var value in values)
            {
                // Levels beyond those of exact agreement on the names show nothing else.
                Try(Changed(bytes, place, value), place, score: !place.Contains(".levels[", StringComparison.Ordinal) || place.Contains("comparisons[0].levels[0]", StringComparison.Ordinal) || place.Contains("comparisons[1].levels[0]", StringComparison.Ordinal));
            }
        }

        var byRule = Encoding.UTF8.GetString(bytes).Replace("\"Population\"", "\"PerRule\"", StringComparison.Ordinal);
        foreach (var (m, u) in new[] { ("1", "1e-30"), ("1e-30", "0.1"), ("1e-30", "1e-30"), ("1", "5e-324") })
        {
            var changed = numbers.Where(n => n.Contains(".levels[", StringComparison.Ordinal))
                .Aggregate(Encoding.UTF8.GetBytes(byRule), (b, place) => Encoding.UTF8.GetBytes(Changed(b, place, place.EndsWith(".m", StringComparison.Ordinal) ? m : u)));
            Try(Encoding.UTF8.GetString(changed), $"all m {m} and u {u}", score: true);
        }

        Assert.True(refused > numbers.Count && scored > 50, $"{numbers.Count} numbers, {refused} refused, {scored} scored");

        void Try(string text, string what, bool score)
        {
            LinkModel model;
            try
            {
                model = LinkModel.Load(_folder.Write("model.json", text));
            }
            catch (MatchingInputException)
            {
                refused++;
                return;
            }

            if (score)
            {
                scored++;
                var links = run.Score(model, null, CancellationToken.None).Links;
                var strange = session.Scalar<long>($"SELECT count(*) FROM {links} WHERE isnan(match_weight) OR NOT match_probability BETWEEN 0 AND 1", CancellationToken.None);
                Assert.True(strange == 0, $"{what}: {strange} links of no weight");
            }
        }
    }

    [Fact]
    public void Load_BytesChanged_IsRefusedOrTaken()
    {
        const int Seed = 20261122;
        var bytes = Simple().ToBytes();
        var random = new Random(Seed);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = bytes.ToArray();
            for (var k = random.Next(1, 4); k > 0; k--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            var path = _folder.Write("model.json", changed);
            if (Record.Exception(() => LinkModel.Load(path)) is { } error)
            {
                Assert.True(error is MatchingInputException, $"seed {Seed}, round {i}: {error.GetType()}");
            }
        }
    }

    [Fact]
    public void Load_DeviceOrTooLarge_IsRefusedUnread()
    {
        using (var large = File.Create(_folder.PathOf("large.json")))
        {
            large.SetLength((16 << 20) + 1);
        }

        File.CreateSymbolicLink(_folder.PathOf("link.json"), "/dev/zero");
        Assert.StartsWith("The file is of 16,777,217 bytes", Refused(_folder.PathOf("large.json")), StringComparison.Ordinal);
        foreach (var path in new[] { "/dev/zero", _folder.PathOf("link.json"), _folder.Write("empty.json", "") })
        {
            Assert.Equal("The model is empty, or no regular file.", Refused(path));
        }

        Assert.Equal("The settings file is empty, or no regular file.", Assert.Throws<MatchingInputException>(() => LinkSettings.Load("/dev/zero")).What);
        Assert.Equal("The model cannot be read.", Refused(_folder.PathOf("missing.json")));
        Assert.Equal("The model cannot be read.", Refused(_folder.Path));

        static string Refused(string path) => Assert.Throws<MatchingInputException>(() => LinkModel.Load(path)).What;
    }

    private static LinkModel Simple() => new()
    {
        Method = TrainingMethod.Population,
        Seed = 1,
        Trained = true,
        Counts = new TrainingCounts(10, 45, 45, 0, 0),
        Sessions =
        [
            new TrainingSession
            {
                Name = "every possible pair", Pairs = 45, Patterns = 3, Comparisons = ["given"], ExpectedMatches = 3, Prior = .1, Rounds = 2, MostRounds = 9, Ended = SessionEnd.Settled, LastChange = 0, MovedMost = null,
            },
        ],
        MatchesPerRecord = .1,
        HouseholdPairsPerRecord = .2,
        NameLift = 1,
        NamesTogether = false,
        Comparisons =
        [
            new ModelComparison("given", 0, [new ModelLevel("exact", .9, .1), new ModelLevel("other", .1, .9)]),
            new ModelComparison("family", .5, [new ModelLevel("exact", .8, .1), new ModelLevel("other", .2, .9)]),
        ],
    };

    private static List<string> Numbers(JsonNode node) => node switch
    {
        JsonObject members => [.. members.Where(m => m.Value is not null).SelectMany(m => Numbers(m.Value!))],
        JsonArray items => [.. items.Where(i => i is not null).SelectMany(i => Numbers(i!))],
        _ => node.GetValueKind() == JsonValueKind.Number ? [node.GetPath()[2..]] : [],
    };

    /// <summary>The model's text with the value at a place replaced by a text as it stands.</summary>
    private static string Changed(byte[] model, string place, string value)
    {
        const string Mark = "the place of the value";
        var root = JsonNode.Parse(model)!;
        var node = place.Split('.', '[').Aggregate(root, (at, step) => step.EndsWith(']') ? at[int.Parse(step[..^1], System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!);
        node.ReplaceWith(Mark);
        return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }
}
