using Linkage.Matching.Duck;
using Linkage.Matching.Settings;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Settings;

/// <summary>The settings of the engine's README are the code that runs here.</summary>
public sealed class SettingsReadmeTests
{
    private static double SameStart(string left, string right) => left.Zip(right).TakeWhile(p => p.First == p.Second).Count();

    [Fact]
    public void Readme_Settings_LinkTwoFiles()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("settings.json");

        // README begins
        var settings = LinkSettings.LinkOnly()
            .Column("given_name", FieldMeaning.Forename)
            .Column("surname", FieldMeaning.Surname)
            .Column("date_of_birth", FieldMeaning.DateOfBirth)
            .Column("suburb", FieldMeaning.PlaceText, field: "suburb")
            .Compare(Compare.Forename())
            .Compare(Compare.Surname().WithTermFrequency(false))
            .Compare(Compare.Of("date_of_birth").Exact(m: .9).DaysApart(31).Sql("l.date_of_birth[1:4] = r.date_of_birth[1:4]").Labelled("same year"))
            .Compare(Compare.Of("suburb").Exact().EditDistance(2).Function("same start", SameStart, atLeast: 4).Else())
            .BlockOn("surname", "left(date_of_birth, 4)")
            .BlockOn("date_of_birth");
        settings.Save(file);
        var same = LinkSettings.Load(file).WithFunction("same start", SameStart);
        // README ends

        using var session = MatchingSession.Open();
        foreach (var side in new[] { "a", "b" })
        {
            var csv = Path.Combine(RepositoryPaths.SharedData, "people", $"febrl_dataset4{side}.csv");
            session.Execute($"CREATE TABLE {side} AS FROM read_csv({SqlName.Literal(csv)}, all_varchar = true)", CancellationToken.None);
        }

        var result = Linker.Link(session, [same.Input("a", new SqlName("a"), "rec_id"), same.Input("b", new SqlName("b"), "rec_id")], same, null, CancellationToken.None);

        Assert.Equal(["forename", "surname", "date_of_birth", "suburb"], result.Comparisons.Select(c => c.Name));
        Assert.Equal(settings.BlockingRules!.Select(r => r.Name), result.Blocking.Select(b => b.Rule));
        var (right, all) = session.Query(
            $"SELECT count(*) FILTER (regexp_extract(left_id, '[0-9]+') = regexp_extract(right_id, '[0-9]+')), count(*) FROM {result.Links} WHERE match_probability >= 0.95",
            r => (r.GetInt64(0), r.GetInt64(1)),
            CancellationToken.None)[0];
        Assert.True(right >= 4_000 && right >= all * .99, $"{right} of {all}");
    }

    [Fact]
    public void Readme_Settings_AreTheCodeOfThisTest()
    {
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "Settings", "SettingsReadmeTests.cs"));
        var from = readme.IndexOf("```csharp", readme.IndexOf("## Settings", StringComparison.Ordinal), StringComparison.Ordinal) + 9;

        Assert.Equal(
            Lines(readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)]),
            Lines(test[(test.IndexOf("// README begins", StringComparison.Ordinal) + 16)..test.IndexOf("// README ends", StringComparison.Ordinal)]));
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
