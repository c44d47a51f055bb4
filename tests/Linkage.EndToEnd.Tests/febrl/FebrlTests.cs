using Linkage.EndToEnd.Tests.Council;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Febrl;

/// <summary>The public Febrl data set 4: real files, known truth.</summary>
public sealed class FebrlTests
{
    private static readonly string People = Path.Combine(RepositoryPaths.SharedData, "people");

    [Fact]
    public async Task Link_TwoFiles_BeatsThePublishedFigures()
    {
        var ended = await LinkageProcess.RunAsync(
            "link", Path.Combine(People, "febrl_dataset4a.csv"), Path.Combine(People, "febrl_dataset4b.csv"),
            "--id", "rec_id", "--ignore", "soc_sec_id", "--truth", "regexp_extract(rec_id, '[0-9]+')", "--json");

        Assert.True(ended.ExitCode == 0, ended.Error);
        var result = ended.Json();
        Assert.Equal(10_000, result.GetProperty("records").GetInt64());
        Assert.True(result.GetProperty("best").GetProperty("f1").GetDouble() >= 0.9933);
        Assert.True(result.GetProperty("at95").GetProperty("f1").GetDouble() >= 0.9845);
        Assert.True(result.GetProperty("at95").GetProperty("precision").GetDouble() >= 0.999);
    }

    [Fact]
    public async Task Run_TwoFilesAsDatasets_GoThroughAllFiveStages()
    {
        using var folder = new TemporaryFolder();
        var here = RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "febrl");
        var governance = folder.Folder("governance");
        City.Copy(RepositoryPaths.Of("governance", "catalogue"), Path.Combine(governance, "catalogue"));
        City.Copy(Path.Combine(here, "governance", "rules"), Path.Combine(governance, "rules"));
        File.Copy(RepositoryPaths.Of("governance", "rules", "people.yaml"), Path.Combine(governance, "rules", "people.yaml"));
        var workspace = folder.PathOf("data");
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", workspace, "--json")).ExitCode);
        await City.ImportAsync(governance, workspace);

        var ended = await LinkageProcess.RunAsync(
            "run", "febrl", "--data", workspace, "--sources", People, "--schemas", here, "--at", City.Instant, "--json");

        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        var stages = ended.Json().GetProperty("stages").EnumerateArray().ToList();
        Assert.Equal(5, stages.Count);
        Assert.Equal(10_000, stages[0].GetProperty("kept").GetInt64());
        var quality = Measure(workspace, folder.PathOf("truth.parquet"), folder.Folder("scratch"));
        Assert.Equal(5_000, quality.TruePairs);
        Assert.True(quality.Precision >= 0.999, $"precision {quality.Precision}");
        Assert.True(quality.Recall >= 0.92, $"recall {quality.Recall}");
        var release = City.ReleasesOf(workspace, "febrl").Single();
        Assert.Equal(ended.Json().GetProperty("releases")[0].GetProperty("files")[0].GetProperty("rows").GetInt64(), Node.ReadParquet(Path.Combine(release, "data", "people.parquet")).Rows);
    }

    private static LinkQuality Measure(string workspace, string truth, string scratchFolder)
    {
        using (var session = DuckSession.Open(new DuckOptions()))
        {
            session.Execute(
                $"""
                COPY (
                    SELECT dataset, rec_id AS record_id, CAST(regexp_extract(rec_id, '[0-9]+') AS BIGINT) AS person_id
                    FROM (
                        SELECT 'febrl4a' AS dataset, trim(rec_id) AS rec_id FROM read_csv({SqlName.Literal(Path.Combine(People, "febrl_dataset4a.csv"))}, all_varchar = true)
                        UNION ALL
                        SELECT 'febrl4b', trim(rec_id) FROM read_csv({SqlName.Literal(Path.Combine(People, "febrl_dataset4b.csv"))}, all_varchar = true)
                    )
                ) TO {SqlName.Literal(truth)} (FORMAT parquet)
                """,
                CancellationToken.None);
        }

        var spine = Directory.GetFiles(Path.Combine(workspace, "zones", "research", "spine"), LinkStage.SpineFile, SearchOption.AllDirectories).Single();
        using var scratch = RunScratch.Open(scratchFolder, "quality", 0, 1024);
        using var keys = KeyRing.Open(new LocalKeyVault(Path.Combine(workspace, "keys")), "ashgrove-council");
        return SpineEvaluator.Measure(
            Path.GetDirectoryName(spine)!, truth, [DatasetId.Parse("febrl4a"), DatasetId.Parse("febrl4b")], keys, scratch, CancellationToken.None);
    }
}
