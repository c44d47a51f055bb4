using System.Text.RegularExpressions;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>README and reality stay together.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(RepositoryPaths.Of("README.md"));

    [Fact]
    public void Readme_TwoCommands_StandFirstAndAreTheOnesThatAreTested()
    {
        var run = Command("run-command");
        var test = Command("test-command");

        Assert.Equal("dotnet run --project jobs/Linkage.Jobs -- demo", run);
        Assert.Equal("dotnet test Linkage.sln", test);
        Assert.True(Readme.IndexOf(run, StringComparison.Ordinal) < Readme.IndexOf("## ", StringComparison.Ordinal));
        Assert.Contains("README.md", File.ReadAllText(RepositoryPaths.Of(".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readme_RunCommand_RunsAsWritten()
    {
        using var folder = new TemporaryFolder();
        var verb = Command("run-command").Split(" -- ")[1];

        var ended = await LinkageProcess.RunAsync(verb, "--people", "2000", "--out", folder.PathOf("demo"), "--json");

        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
    }

    [Fact]
    public async Task Readme_EveryVerbItNames_Exists()
    {
        var verbs = Verb().Matches(Readme).Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.True(verbs.Count >= 5);
        foreach (var verb in verbs)
        {
            Assert.Equal(0, (await LinkageProcess.RunAsync(verb, "--help")).ExitCode);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("runbook.md")]
    public void Document_EveryFileItLinksTo_Exists(string document)
    {
        var links = Link().Matches(File.ReadAllText(RepositoryPaths.Of(document))).Select(m => m.Groups[1].Value)
            .Where(l => !l.StartsWith('#') && !l.StartsWith("http", StringComparison.Ordinal)).Select(l => l.Split('#')[0]);

        Assert.All(links, l => Assert.True(Path.Exists(RepositoryPaths.Of(l.Split('/'))), l));
    }

    [Fact]
    public void Lockfiles_OfNpm_RecordNoDownloadAddress() =>
        Assert.All(
            Git.TrackedFiles().Where(f => f.EndsWith("package-lock.json", StringComparison.Ordinal)),
            f => Assert.DoesNotContain("\"resolved\"", File.ReadAllText(RepositoryPaths.Of(f.Split('/'))), StringComparison.Ordinal));

    private static string Command(string mark)
    {
        var match = Regex.Match(Readme, $"<!-- {mark} -->\\s*```\\s*(.+?)\\s*```\\s*<!-- /{mark} -->", RegexOptions.Singleline);
        Assert.True(match.Success, $"README has no {mark}.");
        return match.Groups[1].Value;
    }

    [GeneratedRegex("linkage (run|plan|decide|scenarios|status|explain|publish|verify|link|review|synth|demo|keys)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Verb();

    [GeneratedRegex("\\]\\(([^)\\s]+)\\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
