using System.Runtime.InteropServices;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The verbs about runs, by the real program: what was run is shown, and what is under way is stopped by who asks for it.</summary>
[Collection(AftermathCollection.Name)]
public sealed class RunsTests(City city) : IDisposable
{
    private const string Project = "homes-and-money";
    private const string Instant = "2026-11-22T12:00:40Z";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_OfHostAndByHand_AreListedShownAndLogged()
    {
        var list = await LinkageProcess.RunAsync("runs", "list", "--data", city.Released, "--json");
        Assert.Empty(Node.Validate("runs-output.schema.json", [_folder.Write("list.json", list.Output)]));
        var run = list.Json().GetProperty("runs").EnumerateArray().Single(one => one.GetProperty("project").GetString() == Project);
        Assert.Equal("Released", run.GetProperty("state").GetString());
        var id = run.GetProperty("run").GetString()!;
        Assert.Equal(0, (await LinkageProcess.RunAsync("runs", "list", "--data", city.Released, "--state", "Failed", "--json")).Json().GetProperty("runs").GetArrayLength());
        Assert.Equal(0, (await LinkageProcess.RunAsync("runs", "list", "--data", city.Released, "--since", "2999-01-01", "--json")).Json().GetProperty("runs").GetArrayLength());
        Assert.Equal(1, (await LinkageProcess.RunAsync("runs", "list", "--data", city.Released, "--project", Project, "--limit", "1", "--json")).Json().GetProperty("runs").GetArrayLength());

        var show = await LinkageProcess.RunAsync("runs", "show", id, "--data", city.Released, "--json");
        Assert.Empty(Node.Validate("run-shown-output.schema.json", [_folder.Write("show.json", show.Output)]));
        Assert.True(show.Json().GetProperty("reconciles").GetBoolean() && show.Json().GetProperty("hasLog").GetBoolean());
        Assert.Contains("rows in = ", (await LinkageProcess.RunAsync("runs", "show", id, "--data", city.Released)).Output, StringComparison.Ordinal);

        var logs = await LinkageProcess.RunAsync("runs", "logs", id, "--data", city.Released, "--json");
        Assert.Empty(Node.Validate("run-log-output.schema.json", [_folder.Write("logs.json", logs.Output)]));
        Assert.Equal(5, logs.Json().GetProperty("events").EnumerateArray().Count(line => line.GetProperty("event").GetString() == "stage-ended"));
        var followed = await LinkageProcess.RunAsync("runs", "logs", id, "--follow", "--data", city.Released);
        Assert.Equal("run-ended", JsonSerializer.Deserialize<JsonElement>(followed.Output.Trim().Split('\n')[^1]).GetProperty("event").GetString());
        Assert.Equal((2, "NOTHING_TO_CANCEL"), Problem(await AskAsync(city.Released, null, "cancel", id, "--person", "p-okafor", "--reason", "A test.")));
        Assert.Equal((2, "RUN_NOT_RETRIED"), Problem(await AskAsync(city.Released, null, "retry", id, "--person", "p-okafor")));
        Assert.Equal((2, "NOT_PERMITTED"), Problem(await AskAsync(city.Released, null, "cancel", id, "--person", "p-nobody", "--reason", "A test.")));
        Assert.Equal((3, "UNKNOWN_RUN"), Problem(await LinkageProcess.RunAsync("runs", "logs", "1999", "--data", city.Released, "--json")));
    }

    [Fact]
    public async Task Cancel_RunOfAHost_StopsItAndARetryRunsItsSlot()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace);
        var backfill = await AskAsync(workspace.Path, schemas, "backfill", Project, "--from", "2026-11-21", "--person", "p-okafor");
        Assert.Equal(1, backfill.Json().GetProperty("asked").GetInt32());
        Assert.Empty(Node.Validate("schedule-output.schema.json", [_folder.Write("backfill.json", backfill.Output)]));
        using var host = LinkageProcess.Start(RepositoryPaths.Root, null, "serve", "--data", workspace.Path, "--sources", city.Sources, "--schemas", schemas, "--urls", "http://127.0.0.1:0", "--at", Instant, "--json");
        Assert.True(await host.SaidAsync("Extract: "));
        await host.HangAsync(workspace.Path);
        var asked = await AskAsync(workspace.Path, schemas, "cancel", "latest", "--person", "c-brampton", "--reason", "The wrong extracts were delivered.");
        Assert.True(asked.ExitCode == 0, asked.Output + asked.Error);
        Assert.Empty(Node.Validate("run-act-output.schema.json", [_folder.Write("cancel.json", asked.Output)]));
        host.Resume();
        Assert.True(await host.SaidAsync("Cancelled, run "));

        var run = asked.Json().GetProperty("run").GetString()!;
        var show = await LinkageProcess.RunAsync("runs", "show", run, "--data", workspace.Path, "--json");
        Assert.Empty(Node.Validate("run-shown-output.schema.json", [_folder.Write("show.json", show.Output)]));
        Assert.Equal(("Cancelled", "CANCELLED", "runbook.md#program-and-machine"), (show.Json().GetProperty("run").GetProperty("state").GetString(), show.Json().GetProperty("problem").GetProperty("code").GetString(), show.Json().GetProperty("problem").GetProperty("runbook").GetString()));
        Assert.Equal(["Requested", "Begun", "CancelRequested", "Cancelled"], show.Json().GetProperty("slot").GetProperty("history").EnumerateArray().Select(act => act.GetProperty("act").GetString()));
        Assert.False(show.Json().GetProperty("slot").GetProperty("pending").GetBoolean());
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
        Assert.Equal((2, "NOTHING_TO_CANCEL"), Problem(await AskAsync(workspace.Path, schemas, "cancel", Project, "--person", "p-okafor", "--reason", "A test.")));

        Assert.Equal((2, "NOT_PERMITTED"), Problem(await AskAsync(workspace.Path, schemas, "retry", run, "--person", "c-brampton")));
        var retried = await AskAsync(workspace.Path, schemas, "retry", run, "--person", "p-okafor");
        Assert.True(retried.ExitCode == 0, retried.Output + retried.Error);
        Assert.Empty(Node.Validate("run-act-output.schema.json", [_folder.Write("retry.json", retried.Output)]));
        Assert.True(await host.SaidAsync("Released, run "));
        host.Signal(PosixSignal.SIGTERM);
        var ended = await host.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Single(City.ReleasesOf(workspace.Path, Project));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);

        // Every line of a stage says which run, slot and project it is of.
        var lines = ended.Error.Split('\n').Where(line => line.Contains("Extract: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(line.Contains("\"Run\":\"", StringComparison.Ordinal) && line.Contains($"\"Project\":\"{Project}\"", StringComparison.Ordinal) && line.Contains("\"Slot\":\"2026-11-21T02:30:00Z\"", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Cancel_RunBegunByHand_StopsItAndSaysWhoAsked()
    {
        using var workspace = city.NewWorkspace();
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path));
        Assert.True(await process.SaidAsync("Extract: "));
        await process.HangAsync(workspace.Path);
        var asked = await AskAsync(workspace.Path, null, "cancel", Project, "--person", "p-okafor", "--reason", "The wrong extracts were delivered.");
        Assert.True(asked.ExitCode == 0, asked.Output + asked.Error);
        Assert.Equal(1, asked.Json().GetProperty("asked").GetInt32());
        process.Resume();
        var ended = await process.EndAsync();

        Assert.Equal((130, "CANCELLED"), Problem(ended));
        Assert.Contains("p-okafor asked for the end of this run", ended.Error, StringComparison.Ordinal);
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
        Assert.Equal("Cancelled", (await LinkageProcess.RunAsync("runs", "list", "--data", workspace.Path, "--json")).Json().GetProperty("runs")[0].GetProperty("state").GetString());
        var show = await LinkageProcess.RunAsync("runs", "show", "latest", "--data", workspace.Path, "--json");
        Assert.Empty(Node.Validate("run-shown-output.schema.json", [_folder.Write("show.json", show.Output)]));
        Assert.Equal("The wrong extracts were delivered.", show.Json().GetProperty("slot").GetProperty("history")[0].GetProperty("reason").GetString());
        Assert.Equal((3, "NO_SLOT"), Problem(await AskAsync(workspace.Path, null, "retry", "latest", "--person", "p-okafor")));
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    private static (int ExitCode, string? Code) Problem(LinkageProcess.Ended ended) => (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString());

    private static Task<LinkageProcess.Ended> AskAsync(string workspace, string? schemas, string verb, params IEnumerable<string> more) =>
        LinkageProcess.RunAsync(["runs", verb, .. more, "--data", workspace, .. schemas is null ? (string[])[] : ["--schemas", schemas], "--at", Instant, "--json"]);

    private static string Schemas(Workspace workspace)
    {
        var schemas = workspace.CopySchemas();
        foreach (var file in Directory.GetFiles(Path.Combine(schemas, "cohorts"), "*.yaml"))
        {
            var lines = File.ReadAllLines(file).ToList();
            var start = lines.FindIndex(line => line.StartsWith("schedule:", StringComparison.Ordinal));
            if (start >= 0)
            {
                lines.RemoveRange(start, lines.FindIndex(start + 1, line => line.Length > 0 && line[0] != ' ') is > 0 and var end ? end - start : lines.Count - start);
            }

            File.WriteAllLines(file, file.EndsWith($"{Project}.yaml", StringComparison.Ordinal) ? [.. lines, "schedule: { cron: '30 2 * * *' }"] : lines);
        }

        return schemas;
    }
}
