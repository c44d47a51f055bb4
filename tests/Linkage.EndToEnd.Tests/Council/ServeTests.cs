using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The host as a process of its own: it runs by itself, survives being told to stop and being killed, and says how it is.</summary>
[Collection(AftermathCollection.Name)]
public sealed class ServeTests(City city) : IDisposable
{
    private const string Project = "homes-and-money";

    // As long before the next minute as a host takes to start on a busy machine.
    private const string Instant = "2026-11-22T12:00:40Z";
    private const string Later = "2026-11-22T12:03:30Z";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_SlotComes_RunsItAndStopsWhenItIsTold()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "1 12 22 * *");
        var url = LoopbackUrl.Free();
        using var host = Start(workspace, schemas, url, Instant);
        Assert.True(await host.SaidAsync($"{Project} runs by itself from now on"));
        using var http = new HttpClient();
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"{url}/healthz")));

        Assert.True(await host.SaidAsync("Released"));
        using (var ready = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{url}/readyz"))))
        {
            Assert.True(ready.RootElement.GetProperty("ready").GetBoolean());
        }

        host.Signal(PosixSignal.SIGTERM);
        var ended = await host.EndAsync();

        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        Assert.Single(City.ReleasesOf(workspace.Path, Project));
        Assert.Empty(Node.Validate("serve-output.schema.json", [_folder.Write("serve.json", ended.Output)]));
        var list = await SchedulesAsync(workspace, schemas, "list", Later);
        Assert.Empty(Node.Validate("schedules-output.schema.json", [_folder.Write("list.json", list.Output)]));
        var slot = Slots(list)[^1];
        Assert.Equal(("2026-11-22T12:01:00", "Released"), (slot.Slot[..19], slot.State));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    // The rule permits it every month, and whenever a person asks.
    [Fact]
    public async Task Serve_ScheduleThatComesMoreOftenThanTheRulePermits_IsRefusedByTheGate()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "1 12 * * SUN");
        using var host = Start(workspace, schemas, LoopbackUrl.Free(), Instant);
        Assert.True(await host.SaidAsync("Refused"));
        host.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, (await host.EndAsync()).ExitCode);

        var list = await SchedulesAsync(workspace, schemas, "list", Later);
        var slot = list.Json().GetProperty("schedules")[0].GetProperty("slots")[0];
        Assert.Equal(("Refused", "SCHEDULE_NOT_PERMITTED"), (slot.GetProperty("state").GetString(), slot.GetProperty("code").GetString()));
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        var explained = await LinkageProcess.RunAsync("explain", slot.GetProperty("run").GetString()!, "--data", workspace.Path, "--schemas", schemas);
        Assert.Contains("SCHEDULE_NOT_PERMITTED", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_KilledInARun_TheNextHostRunsThatSlotOnce()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "30 2 * * *");
        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor")).ExitCode);
        using (var killed = Start(workspace, schemas, LoopbackUrl.Free(), Instant))
        {
            Assert.Equal(LinkageProcess.Killed, (await killed.KillWhenItSaysAsync("Pseudonymise: ")).ExitCode);
        }

        using (var stopped = Start(workspace, schemas, LoopbackUrl.Free(), Instant))
        {
            Assert.True(await stopped.SaidAsync($"{Project} begins for its slot"));
            stopped.Signal(PosixSignal.SIGTERM);
            var ended = await stopped.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        }

        using var host = Start(workspace, schemas, LoopbackUrl.Free(), Instant);
        Assert.True(await host.SaidAsync("Released"));
        host.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, (await host.EndAsync()).ExitCode);

        var slot = Assert.Single(Slots(await SchedulesAsync(workspace, schemas, "list", Later)));
        Assert.Equal("Released", slot.State);
        Assert.Single(City.ReleasesOf(workspace.Path, Project));
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);
    }

    // A catalogue that takes the connection and never answers holds the host for a while after the run's end is recorded.
    [Fact]
    public async Task Serve_KilledAfterARunWasReleased_TheNextHostDoesNotRunThatSlotAgain()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "30 2 * * *");
        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor")).ExitCode);
        using var catalogue = new TcpListener(IPAddress.Loopback, 0);
        catalogue.Start();
        var config = _folder.Write("linkage.yaml", $"lineage:\n  namespace: linkage.anytown\n  url: http://127.0.0.1:{((IPEndPoint)catalogue.LocalEndpoint).Port}/\n");
        using (var killed = Start(workspace, schemas, LoopbackUrl.Free(), Instant, "--config", config))
        {
            var limit = Stopwatch.StartNew();
            while (await StateOfLatestAsync(workspace) != "Released")
            {
                Assert.True(limit.Elapsed < TimeSpan.FromMinutes(3), "No run was released.");
            }

            killed.Kill();
            var ended = await killed.EndAsync();
            Assert.Equal(LinkageProcess.Killed, ended.ExitCode);
            Assert.DoesNotContain("Released", ended.Output + ended.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "trigger", "2026-11-22T12:00:41Z", Project, "--person", "p-okafor")).ExitCode);
        using var host = Start(workspace, schemas, LoopbackUrl.Free(), Instant);
        Assert.True(await host.SaidAsync("Released"));
        host.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, (await host.EndAsync()).ExitCode);

        Assert.Equal(["Released", "Released"], Slots(await SchedulesAsync(workspace, schemas, "list", Later)).Select(slot => slot.State));
        var runs = (await LinkageProcess.RunAsync("status", "--data", workspace.Path, "--at", Later, "--json")).Json().GetProperty("runs");
        Assert.Equal(["Released", "Released"], runs.EnumerateArray().Select(run => run.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Serve_TwoHostsOnOneWorkspace_RunASlotOnce()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "30 2 * * *");
        using var one = Start(workspace, schemas, LoopbackUrl.Free(), Instant);
        using var other = Start(workspace, schemas, LoopbackUrl.Free(), Instant);
        Assert.True(await one.SaidAsync("Serving") && await other.SaidAsync("Serving"));

        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor")).ExitCode);
        await Task.WhenAny(one.SaidAsync("Released"), other.SaidAsync("Released"));
        foreach (var host in new[] { one, other })
        {
            host.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, (await host.EndAsync()).ExitCode);
        }

        Assert.Equal("Released", Assert.Single(Slots(await SchedulesAsync(workspace, schemas, "list", Later))).State);
        Assert.Single(City.ReleasesOf(workspace.Path, Project));
        var status = await LinkageProcess.RunAsync("status", "--data", workspace.Path, "--at", Later, "--json");
        Assert.Equal(1, status.Json().GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Serve_WhatCannotBeServed_IsSaidAtOnce()
    {
        using var workspace = city.NewWorkspace();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.Equal((3, "ADDRESS_IN_USE"), Problem(await RunAsync(workspace.Path, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}")));
        Assert.Equal((3, "USAGE"), Problem(await RunAsync(workspace.Path, "https://127.0.0.1:5443")));
        Assert.Equal((3, "USAGE"), Problem(await RunAsync(workspace.Path, "http://anywhere.example:5080")));
        Assert.Equal((3, "USAGE"), Problem(await RunAsync(workspace.Path, "http://127.0.0.1:5080/x")));
        Assert.Equal((3, "NO_WORKSPACE"), Problem(await RunAsync(_folder.PathOf("nowhere"), LoopbackUrl.Free())));
        Assert.Equal((3, "NO_WORKSPACE"), Problem(await LinkageProcess.RunAsync("schedules", "list", "--data", _folder.PathOf("nowhere"), "--json")));

        Task<LinkageProcess.Ended> RunAsync(string data, string urls) => LinkageProcess.RunAsync("serve", "--data", data, "--urls", urls, "--json");
    }

    [Fact]
    public async Task Schedules_WhatIsSaidOfThem_IsRefusedWhereItMakesNoSense()
    {
        using var workspace = city.NewWorkspace();
        var schemas = Schemas(workspace, "30 2 * * *");

        Assert.Equal((2, "NOT_PERMITTED"), Problem(await SchedulesAsync(workspace, schemas, "pause", Instant, Project, "--person", "p-nobody", "--reason", "A test.")));
        Assert.Equal((2, "SCHEDULE_AS_IT_IS"), Problem(await SchedulesAsync(workspace, schemas, "resume", Instant, Project, "--person", "p-okafor", "--reason", "A test.")));
        Assert.Equal((3, "NO_SLOT"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor", "--from", "2026-12-01")));
        Assert.Equal((3, "TOO_MANY_SLOTS"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor", "--from", "2024-11-01", "--to", "2026-11-20")));
        Assert.Equal((3, "USAGE"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor", "--from", "2026-11-20", "--to", "2026-11-16")));
        Assert.Equal((3, "USAGE"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor", "--from", "0001-01-01")));
        Assert.Equal((2, "NOT_PERMITTED"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "c-brampton")));
        var paused = await SchedulesAsync(workspace, schemas, "pause", Instant, Project, "--person", "p-okafor", "--reason", "A test.");
        Assert.Equal(0, paused.ExitCode);
        Assert.Empty(Node.Validate("schedule-output.schema.json", [_folder.Write("paused.json", paused.Output)]));
        Assert.Equal("p-okafor", paused.Json().GetProperty("pausedBy").GetString());
        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "resume", Instant, Project, "--person", "p-okafor", "--reason", "A test.")).ExitCode);
        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "pause", Instant, Project, "--person", "p-sandhu", "--reason", "An officer's.")).ExitCode);
        Assert.Equal((2, "NOT_PERMITTED"), Problem(await SchedulesAsync(workspace, schemas, "resume", Instant, Project, "--person", "p-okafor", "--reason", "A test.")));
        Assert.Equal((2, "NOT_PERMITTED"), Problem(await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor")));
        Assert.Equal(0, (await SchedulesAsync(workspace, schemas, "resume", Instant, Project, "--person", "p-sandhu", "--reason", "An officer's.")).ExitCode);
        var backfill = await SchedulesAsync(workspace, schemas, "trigger", Instant, Project, "--person", "p-okafor", "--from", "2026-11-16", "--to", "2026-11-20");
        Assert.Equal(5, backfill.Json().GetProperty("asked").GetInt32());
        Assert.Empty(Node.Validate("schedule-output.schema.json", [_folder.Write("asked.json", backfill.Output)]));
    }

    private static (int ExitCode, string? Code) Problem(LinkageProcess.Ended ended) => (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString());

    private static Task<LinkageProcess.Ended> SchedulesAsync(Workspace workspace, string schemas, string verb, string instant, params IEnumerable<string> more) =>
        LinkageProcess.RunAsync(["schedules", verb, .. more, "--data", workspace.Path, "--schemas", schemas, "--at", instant, "--json"]);

    private static List<(string Slot, string State)> Slots(LinkageProcess.Ended list) =>
        [.. list.Json().GetProperty("schedules").EnumerateArray().Single(s => s.GetProperty("project").GetString() == Project)
            .GetProperty("slots").EnumerateArray().Select(s => (s.GetProperty("slot").GetString()!, s.GetProperty("state").GetString()!))];

    private static async Task<string?> StateOfLatestAsync(Workspace workspace) =>
        (await LinkageProcess.RunAsync("status", "--data", workspace.Path, "--at", Later, "--json")).Json().GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("state").GetString()).FirstOrDefault();

    private static string Schemas(Workspace workspace, string cron)
    {
        var schemas = workspace.CopySchemas();
        Schedules.Only(schemas, Project, cron);
        return schemas;
    }

    private LinkageProcess Start(Workspace workspace, string schemas, string url, string instant, params IEnumerable<string> more) => LinkageProcess.Start(
        RepositoryPaths.Root, null, ["serve", "--data", workspace.Path, "--sources", city.Sources, "--schemas", schemas, "--urls", url, "--at", instant, "--json", .. more]);
}
