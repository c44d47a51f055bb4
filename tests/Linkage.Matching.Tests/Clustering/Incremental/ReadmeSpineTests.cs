using System.Text.RegularExpressions;
using Linkage.Matching.Clustering;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Clustering.Incremental;

/// <summary>The example of the README's section "From run to run" is the code that runs here.</summary>
public sealed partial class ReadmeSpineTests
{
    [Fact]
    public void Readme_FromRunToRun_CarriesPersonsOn()
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary.PathOf("spine");
        using var session = MatchingSession.Open();
        new ClusterGraph(["a", "b"], ["a1", "b1", "b2"], [("a1", "b2", .99)]).Tables(session);
        var (links, records, datasets) = (new SqlName("link"), new SqlName("record"), new[] { "a", "b" });

        // README begins
        using var spine = SpineFolder.Open(folder);
        var clusters = Clusterer.Cluster(session, links, records, datasets, new ClusterSettings(), default);
        var update = spine.Update(session, "2026-11-22", clusters.Clusters, links, minimumProbability: 0.95, default);
        spine.Write(session, update, default);
        // README ends

        Assert.Equal((1, 2), (spine.RunCount, update.PersonCount));
    }

    [Fact]
    public void Readme_Example_IsTheCodeOfThisTest()
    {
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "Clustering", "Incremental", "ReadmeSpineTests.cs"));
        var example = Fence().Matches(readme).Select(m => m.Groups[1].Value).Single(e => e.Contains("SpineFolder", StringComparison.Ordinal));

        Assert.Equal(Lines(example), Lines(test[(test.IndexOf("// README begins", StringComparison.Ordinal) + 16)..test.IndexOf("// README ends", StringComparison.Ordinal)]));
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
