using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class LinkTests
{
    private static string People(string name) => Path.Combine(RepositoryPaths.SharedData, "people", name);

    [Fact]
    public async Task Link_OfTwoRealFilesWithTruth_PrintsQualityInTheShapeOfTheFormat()
    {
        var ended = await LinkageProcess.RunAsync(
            "link", People("febrl_dataset4a.csv"), People("febrl_dataset4b.csv"), "--id", "rec_id", "--ignore", "soc_sec_id", "--truth", "regexp_extract(rec_id, '[0-9]+')", "--json");

        Assert.Equal(0, ended.ExitCode);
        var json = ended.Json();
        JsonShape.Fits("link-output", json);
        Assert.Equal(10_000, json.GetProperty("records").GetInt64());
        Assert.Equal(5_000, json.GetProperty("truePairs").GetInt64());
        Assert.True(json.GetProperty("best").GetProperty("f1").GetDouble() > 0.95);
        Assert.True(json.GetProperty("at95").GetProperty("precision").GetDouble() > 0.95);
        Assert.DoesNotContain(json.GetProperty("columns").EnumerateArray(), c => c.GetProperty("name").GetString() == "soc_sec_id" && c.TryGetProperty("meaning", out _));
    }

    [Fact]
    public async Task Link_OfOneFileWithItselfWithoutTruth_WritesLinksAndSaysWhatItInferred()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--out", folder.PathOf("links"));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("What the columns were taken for", ended.Output, StringComparison.Ordinal);
        Assert.Contains("DateOfBirth", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Against the truth", ended.Output, StringComparison.Ordinal);
        Assert.All(["links.parquet", "clusters.parquet", "model.json", "settings.json"], f => Assert.True(File.Exists(folder.PathOf("links", f))));
    }

    [Fact]
    public async Task Link_OfAFileWithItselfAsRight_SaysThatLeavingRightOutFindsDuplicates()
    {
        using var folder = new TemporaryFolder();
        var alias = folder.PathOf("alias.csv");
        File.CreateSymbolicLink(alias, People("fake_1000.csv"));

        var same = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), alias, "--id", "unique_id", "--ignore", "cluster");
        var one = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster");

        Assert.Equal((0, 0), (same.ExitCode, one.ExitCode));
        Assert.Contains("LEFT and RIGHT are the same file", same.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the same file", one.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_Preflight_SaysWhatItWouldTakeAndLinksNothing()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync(
            "link", People("febrl_dataset4a.csv"), People("febrl_dataset4b.csv"), "--id", "rec_id", "--ignore", "soc_sec_id", "--out", folder.PathOf("links"), "--preflight", "--json");

        Assert.Equal(0, ended.ExitCode);
        var json = ended.Json();
        JsonShape.Fits("link-preflight-output", json);
        Assert.Equal(10_000, json.GetProperty("records").GetInt64());
        Assert.True(json.GetProperty("pairs").GetInt64() > 5_000);
        Assert.Matches("^[A9 .|]+$", json.GetProperty("rules")[0].GetProperty("largestBlocks")[0].GetProperty("maskedKey").GetString());
        Assert.False(Directory.Exists(folder.PathOf("links")));
    }

    [Fact]
    public async Task Link_PreflightOfMorePairsThanTheMost_EndsWithTwoAndNamesTheRule()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.json", """{ "maxPairs": 100, "compareAllBelow": 0 }""");
        var ended = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--settings", settings, "--preflight");
        var run = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--settings", settings);

        Assert.Equal((2, 3), (ended.ExitCode, run.ExitCode));
        Assert.Contains("Most come from rule '", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Most come from rule '", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--id", "no_such_column")]
    [InlineData("--id", "unique_id", "--ignore", "no_such_column")]
    [InlineData("--id", "unique_id", "--truth", "no_such_column")]
    [InlineData("--id", "unique_id", "--settings", "no-such-file.json")]
    public async Task Link_WithSomethingThatIsNotThere_EndsWithThreeAndSaysWhere(params string[] options)
    {
        var ended = await LinkageProcess.RunAsync(["link", People("fake_1000.csv"), .. options, "--json"]);

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.False(string.IsNullOrEmpty(ended.Json().GetProperty("error").GetProperty("where").GetString()));
    }
}
