using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>From source extracts to a signed release, as its users run it.</summary>
[Collection(RunCollection.Name)]
public sealed class MainJobTests(City city)
{
    [Fact]
    public void Run_BothProjects_ReleaseAndReconcileAtEveryStage()
    {
        foreach (var ended in new[] { city.HomesAndMoney, city.ChildPoverty })
        {
            var outcome = ended.Json();
            Assert.Equal("released", outcome.GetProperty("outcome").GetString(), ignoreCase: true);
            var stages = outcome.GetProperty("stages").EnumerateArray().ToList();
            Assert.Equal(["Extract", "Pseudonymise", "Link", "Gate", "Release"], stages.Select(s => s.GetProperty("name").GetString()));
            Assert.All(stages, s => Assert.Equal(
                s.GetProperty("in").GetInt64(), s.GetProperty("kept").GetInt64() + s.GetProperty("rejected").GetInt64()));
            Assert.True(stages[0].GetProperty("rejected").GetInt64() > 0, "The city plants rows that break the contract.");
            Assert.Equal(stages[0].GetProperty("kept").GetInt64(), stages[1].GetProperty("in").GetInt64());
            Assert.NotEmpty(outcome.GetProperty("releases").EnumerateArray());
            Assert.All(outcome.GetProperty("decisions").EnumerateArray(), d => Assert.Contains("ALLOW", d.GetRawText(), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Run_ProjectThatNoRuleCovers_RefusesWithEveryReasonAndReadsNothing()
    {
        using var workspace = city.NewWorkspace();

        var ended = await city.RunAsync("arrears-recovery", workspace.Path);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("PURPOSE_NOT_COVERED", ended.Output, StringComparison.Ordinal);
        Assert.Contains("RECIPIENT_NOT_PERMITTED", ended.Output, StringComparison.Ordinal);
        Assert.Empty(ended.Json().GetProperty("stages").EnumerateArray());
        Assert.Empty(Directory.GetFiles(workspace.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public void Release_EveryParquetFile_ReadsTheSameInAnIndependentReader()
    {
        var files = new[] { city.HomesAndMoney, city.ChildPoverty }
            .SelectMany(e => e.Json().GetProperty("releases").EnumerateArray())
            .SelectMany(r => r.GetProperty("files").EnumerateArray().Select(f => (Folder: r.GetProperty("path").GetString()!, File: f)))
            .ToList();

        Assert.Equal(["data/outreach.parquet", "data/families.parquet", "data/wards.parquet"], files.Select(f => f.File.GetProperty("name").GetString()));
        foreach (var (folder, file) in files)
        {
            var content = Node.ReadParquet(Path.Combine(folder, file.GetProperty("name").GetString()!));
            Assert.Equal(file.GetProperty("rows").GetInt64(), content.Rows);
            Assert.Equal(content.DeclaredRows, content.Rows);
            Assert.Equal(["ZSTD"], content.Codecs);
            Assert.Contains(content.Metadata, m => m.Key.Contains("rule", StringComparison.Ordinal) && m.Value.Length > 0);
            Assert.Equal(content.Columns.Select(c => c.Name), content.Values[0].Keys);
        }
    }

    [Theory]
    [InlineData("homes-and-money")]
    [InlineData("child-poverty-research")]
    public void Release_StatementAndDataPackage_FitTheirSchemas(string project)
    {
        var release = City.ReleasesOf(city.Released, project).Single();

        Assert.Empty(Node.Validate("release-statement.schema.json", Path.Combine(release, "statement.json")));
        Assert.Empty(Node.Validate("datapackage.schema.json", Path.Combine(release, "datapackage.json")));
    }

    [Fact]
    public void Release_Outreach_HoldsNameAddressAndChannelAndNoKey()
    {
        var content = Node.ReadParquet(Path.Combine(City.ReleasesOf(city.Released, "homes-and-money").Single(), "data", "outreach.parquet"));

        Assert.Equal(["name", "address", "postcode", "channel"], content.Columns.Select(c => c.Name));
        Assert.All(content.Values, row => Assert.Equal("letter", row["channel"].GetString()));
        Assert.All(content.Values, row => Assert.False(string.IsNullOrWhiteSpace(row["name"].GetString())));
        Assert.DoesNotContain(content.Values, row => row["postcode"].ValueKind == JsonValueKind.String
            && row["postcode"].GetString()!.Replace(" ", string.Empty, StringComparison.Ordinal).StartsWith("ZZZ", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Release_ResearchRows_CarryKeysAndNoIdentifierAndNoSmallGroup()
    {
        var release = City.ReleasesOf(city.Released, "child-poverty-research").Single();
        var rows = Node.ReadParquet(Path.Combine(release, "data", "families.parquet"));
        var wards = Node.ReadParquet(Path.Combine(release, "data", "wards.parquet"));

        Assert.Equal(["person_key", "ward_code", "children_band", "in_relative_low_income"], rows.Columns.Select(c => c.Name));
        Assert.All(rows.Values.GroupBy(r => (r["ward_code"].ToString(), r["children_band"].ToString())), g => Assert.True(g.Count() >= 5));
        Assert.All(wards.Values, row => Assert.True(
            row["families"].ValueKind == JsonValueKind.Null
            || int.Parse(row["families"].ToString(), System.Globalization.CultureInfo.InvariantCulture) is var n && n % 5 == 0 && n >= 10));
    }

    [Fact]
    public async Task Status_AfterRuns_ShowsThem()
    {
        var ended = await LinkageProcess.RunAsync("status", "--data", city.Released, "--json");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("homes-and-money", ended.Output, StringComparison.Ordinal);
        Assert.Contains("child-poverty-research", ended.Output, StringComparison.Ordinal);
    }
}
