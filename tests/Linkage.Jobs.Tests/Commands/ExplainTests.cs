using System.Security.Cryptography;
using System.Text.Json;
using Linkage.Jobs.Tests.Formats;
using Linkage.Jobs.Tests.Publishing;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>What an officer is told of the runs of a demo.</summary>
public sealed class ExplainTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Explain_OfEveryRun_FitsItsSchemaAndChangesNothing()
    {
        var before = Content(demo.Workspace);
        foreach (var run in Runs())
        {
            var ended = await ExplainAsync(run);
            Assert.True(ended.ExitCode == 0, ended.Error);
            JsonShape.Fits("explain-output", ended.Json());
            Assert.Equal(run, ended.Json().GetProperty("run").GetString());
        }

        Assert.Equal(before, Content(demo.Workspace));
    }

    [Fact]
    public async Task Explain_OfARelease_SaysWhoAllowedWhatAndWhatLeftToWhom()
    {
        var json = (await ExplainAsync(Runs()[0])).Json();

        Assert.Equal(["Start", "Pseudonymise", "Link", "Gate", "Release"], json.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("point").GetString()));
        Assert.All(json.GetProperty("decisions").EnumerateArray(), d =>
        {
            Assert.Equal(("ALLOW", "homes-and-money", 4), (d.GetProperty("decision").GetProperty("outcome").GetString(), d.GetProperty("decision").GetProperty("rule").GetString(), d.GetProperty("decision").GetProperty("version").GetInt32()));
            Assert.Equal(11, d.GetProperty("decision").GetProperty("checks").EnumerateArray().Count(c => c.GetProperty("passed").GetBoolean() && c.GetProperty("clause").GetString()!.Length > 0));
        });
        Assert.Equal(["Extract", "Pseudonymise", "Link", "Gate", "Release"], json.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("stages").EnumerateArray(), s => Assert.Equal(
            s.GetProperty("in").GetInt64(), s.GetProperty("kept").GetInt64() + s.GetProperty("leftOut").EnumerateArray().Sum(r => r.GetProperty("rows").GetInt64())));
        Assert.Equal("income-maximisation", json.GetProperty("asked").GetProperty("purpose").GetString());
        Assert.Equal(["adult-social-care"], json.GetProperty("asked").GetProperty("datasets").EnumerateArray().Where(d => d.GetProperty("onlyWherePermitted").GetBoolean()).Select(d => d.GetProperty("id").GetString()));
        var release = json.GetProperty("releases")[0];
        Assert.Equal(("AsRecorded", "homes-and-money-outreach", "council-crm", "letter"), (release.GetProperty("statement").GetString(), release.GetProperty("team").GetString(), release.GetProperty("environment").GetString(), release.GetProperty("channel").GetString()));
        Assert.Equal(release.GetProperty("rows").GetInt64(), release.GetProperty("files").EnumerateArray().Sum(f => f.GetProperty("rows").GetInt64()));
        var summary = Summary(json);
        Assert.Contains("At Release the gate allowed it by homes-and-money v4.", summary, StringComparison.Ordinal);
        Assert.Contains("because the person objected to it", summary, StringComparison.Ordinal);
        Assert.Contains("rows left for homes-and-money-outreach in council-crm, to be reached by letter", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OfARefusal_NamesTheClauseAndSaysThatNothingLeft()
    {
        var text = (await LinkageProcess.RunAsync("explain", Runs()[2], "--data", demo.Workspace)).Output;
        var summary = Summary((await ExplainAsync(Runs()[2])).Json());

        Assert.Contains("At Start the gate refused what was asked: PURPOSE_NOT_COVERED (purpose.incompatibleWith)", summary, StringComparison.Ordinal);
        Assert.EndsWith("Nothing left.", summary, StringComparison.Ordinal);
        Assert.Contains("Purpose", text, StringComparison.Ordinal);
        Assert.Contains("ledger verify", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_ByTheBeginningOfAnIdOrLatest_FindsTheOneRunOrSaysWhichThereAre()
    {
        var run = Runs()[1];
        Assert.Equal(run, (await ExplainAsync(run[..^3])).Json().GetProperty("run").GetString());
        Assert.Contains((await ExplainAsync("latest")).Json().GetProperty("run").GetString(), Runs());

        var ambiguous = await ExplainAsync(run[..8]);
        Assert.Equal((3, "AMBIGUOUS_RUN"), (ambiguous.ExitCode, Code(ambiguous)));
        Assert.Contains(run, ambiguous.Error, StringComparison.Ordinal);
        foreach (var unknown in new[] { "20991231T", string.Empty, "%", run.ToLowerInvariant()[..17] })
        {
            var ended = await ExplainAsync(unknown);
            Assert.Equal((3, "UNKNOWN_RUN"), (ended.ExitCode, Code(ended)));
        }
    }

    [Fact]
    public async Task Explain_WhereThereIsNoWorkspaceOrNoRun_EndsWithThree()
    {
        using var folder = new TemporaryFolder();
        var none = await LinkageProcess.RunAsync("explain", "latest", "--data", folder.PathOf("none"), "--json");
        var empty = await LinkageProcess.RunAsync("explain", "latest", "--data", folder.Path, "--json");

        Assert.Equal((3, "NO_WORKSPACE"), (none.ExitCode, Code(none)));
        Assert.Equal((3, "UNKNOWN_RUN"), (empty.ExitCode, Code(empty)));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Explain_OfARunThatWasAllowedLessThanItAsked_SaysWhatWasLeftOutAndWhy()
    {
        // Before version 4 no rule lets anybody ask for adult social care.
        using var folder = new TemporaryFolder();
        var workspace = demo.Copy(folder);
        Assert.Equal(0, (await LinkageProcess.RunAsync("rules", "import", RepositoryPaths.Governance, "--data", workspace)).ExitCode);
        var run = await LinkageProcess.RunAsync("run", "homes-and-money", "--data", workspace, "--at", "2026-11-10T09:00:00Z", "--json");
        Assert.True(run.ExitCode == 0, run.Error);

        var json = (await LinkageProcess.RunAsync("explain", "latest", "--data", workspace, "--json")).Json();

        var summary = Summary(json);
        Assert.Contains("At Start the gate refused what was asked: ", summary, StringComparison.Ordinal);
        Assert.Contains("At Start the gate allowed it without adult-social-care by homes-and-money v3.", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("adult-social-care", json.GetProperty("stages")[0].GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString()));

        // Contracts and projects as they are not any more: what was asked is not guessed.
        foreach (var file in Directory.EnumerateFiles(RepositoryPaths.Of("schemas"), "*", SearchOption.AllDirectories))
        {
            folder.Write(Path.Combine("schemas", Path.GetRelativePath(RepositoryPaths.Of("schemas"), file)), (await File.ReadAllTextAsync(file)).Replace("purpose: income-maximisation", "purpose: research", StringComparison.Ordinal));
        }

        var changed = (await LinkageProcess.RunAsync("explain", "latest", "--data", workspace, "--schemas", folder.PathOf("schemas"), "--json")).Json();
        Assert.False(changed.TryGetProperty("asked", out _));
        Assert.Contains("without the datasets that were asked for only where permitted", Summary(changed), StringComparison.Ordinal);

        // A statement that is another one now, and then none.
        var statement = Path.Combine(json.GetProperty("releases")[0].GetProperty("path").GetString()!, "statement.json");
        await File.WriteAllTextAsync(statement, (await File.ReadAllTextAsync(statement)).Replace("homes-and-money-outreach", "somebody-else", StringComparison.Ordinal));
        var forged = await LinkageProcess.RunAsync("explain", "latest", "--data", workspace, "--json");
        Assert.Equal("Changed", forged.Json().GetProperty("releases")[0].GetProperty("statement").GetString());
        Assert.DoesNotContain("somebody-else", forged.Output, StringComparison.Ordinal);
        JsonShape.Fits("explain-output", forged.Json());
        File.Delete(statement);
        var missing = (await LinkageProcess.RunAsync("explain", "latest", "--data", workspace, "--json")).Json();
        Assert.Equal("Missing", missing.GetProperty("releases")[0].GetProperty("statement").GetString());
        Assert.Contains("To whom is not known here", Summary(missing), StringComparison.Ordinal);

        // What the store keeps as JSON is no decision any more.
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(workspace, "linkage.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions'";
            var triggers = ((await command.ExecuteScalarAsync()) as string ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
            command.CommandText = string.Concat(triggers.Select(t => $"DROP TRIGGER {t};")) + "UPDATE decisions SET allowed = 1 - allowed WHERE ordinal = 0";
            await command.ExecuteNonQueryAsync();
        }

        var damaged = await LinkageProcess.RunAsync("explain", "latest", "--data", workspace, "--json");
        Assert.Equal((1, "RUN_UNREADABLE"), (damaged.ExitCode, Code(damaged)));
        Assert.Contains("ledger verify", damaged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dpia_WithTheWorkspace_CountsTheRunsOfThatVersionAlone()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("publish", "dpia", "homes-and-money.v4", "--out", folder.PathOf("dpia.html"), "--data", demo.Workspace, "--at", DemoFixture.At);
        Assert.True(ended.ExitCode == 0, ended.Error);
        await LinkageProcess.RunAsync("publish", "dpia", "homes-and-money.v3", "--out", folder.PathOf("older.html"), "--data", demo.Workspace, "--at", DemoFixture.At);

        var page = new PublishedPage(await File.ReadAllBytesAsync(folder.PathOf("dpia.html")));
        var section = page.Section("How much was done so far");
        Assert.Equal("2", page.Cell("How much was done so far", "Runs"));
        Assert.Equal("1", page.Cell("How much was done so far", "Ended with a release"));
        Assert.Contains("PURPOSE_NOT_COVERED at Start: 1 run", page.Cell("How much was done so far", "Why runs were refused"), StringComparison.Ordinal);
        Assert.Contains(Runs()[0], section.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(Runs()[1], section.Value, StringComparison.Ordinal);
        Assert.Contains("No run was made under this version", new PublishedPage(await File.ReadAllBytesAsync(folder.PathOf("older.html"))).Text, StringComparison.Ordinal);
    }

    private static string? Code(LinkageProcess.Ended ended) => ended.Json().GetProperty("error").GetProperty("code").GetString();

    private static string Summary(JsonElement json) => string.Join('\n', json.GetProperty("summary").EnumerateArray().Select(s => s.GetString()));

    private static string Content(string folder) => string.Join(
        '\n',
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{f} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}"));

    private string[] Runs() => [.. demo.Ended.Json().GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("run").GetProperty("run").GetString()!)];

    private Task<LinkageProcess.Ended> ExplainAsync(string run) => LinkageProcess.RunAsync("explain", run, "--data", demo.Workspace, "--at", DemoFixture.At, "--json");
}
