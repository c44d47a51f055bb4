using System.Text.RegularExpressions;
using Linkage.TestKit;

namespace Linkage.Matching.Tests;

/// <summary>The example of the engine's README for linking step by step is the code that runs here.</summary>
public sealed partial class ReadmeStepsTests
{
    [Fact]
    public void Readme_Steps_LinkToFiles()
    {
        using var parent = new TemporaryFolder();
        var folder = parent.PathOf("links");
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 2_000);
        LinkInput[] inputs = [MatchingSession.Input("b", SyntheticPeople.Columns), MatchingSession.Input("a", SyntheticPeople.Columns)];

        // README begins
        var settings = new LinkSettings
        {
            MinimumProbability = 0.2,
            BlockingRules =
            [
                new("surname and postcode district", ["surname", "left(postcode, 2)"]),
                new("born on one day", ["date_of_birth"]),
                new("a part of the forename and year of birth", ["date_of_birth[1:4]"]) { Explode = "string_split(forename, ' ')" },
            ],
        };
        using var run = Linker.Prepare(session, inputs, settings, null, default);
        var preflight = run.Preflight(revealKeys: false, default);
        Console.WriteLine($"{preflight.Pairs} pairs, about {preflight.Seconds:F0} s; {preflight.Refusal ?? "it may run"}");
        var model = run.Train(null, default);
        var result = run.ScoreTo(folder, model, null, default);
        // README ends

        Assert.Equal(preflight.Pairs, result.PairsCompared);
        Assert.True(result.LinkCount > 400, $"{result.LinkCount} links");
        Assert.All(result.Blocking, b => Assert.True(b.PairsYielded > 0, b.Rule));
        Assert.Equal("a", session.Scalar<string>($"SELECT max(left_dataset) FROM {result.Links}", CancellationToken.None));
        Assert.True(File.Exists(Path.Combine(folder, "links-00000.parquet")));
    }

    [Fact]
    public void Readme_Example_IsTheCodeOfThisTest()
    {
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "ReadmeStepsTests.cs"));

        Assert.Contains(
            Lines(test[(test.IndexOf("// README begins", StringComparison.Ordinal) + 16)..test.IndexOf("// README ends", StringComparison.Ordinal)]),
            Fence().Matches(readme).Select(m => Lines(m.Groups[1].Value)));
    }

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
