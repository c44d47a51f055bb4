using System.Runtime.InteropServices;
using Linkage.EndToEnd.Tests.Council;

namespace Linkage.EndToEnd.Tests.Deploying;

/// <summary>From nothing to a night in which a project ran by itself, by the commands of the runbook alone.</summary>
[Collection(AftermathCollection.Name)]
public sealed class FreshServerTests(City city)
{
    // As long before the slot that the project's own file names as a host takes to start on a busy machine, and somebody to look.
    private const string Evening = "2026-12-02T02:29:10Z";
    private const string Morning = "2026-12-02T09:00:00Z";

    [Fact]
    public async Task Runbook_FromAFreshServer_ReleasesInTheProjectsOwnSlot()
    {
        using var server = new FreshServer(city.Sources);
        foreach (var step in new[] { "fresh-files", "fresh-database", "fresh-keys", "fresh-rules", "fresh-run" })
        {
            await server.DoAsync(step);
        }

        var first = Assert.Single(City.ReleasesOf(server.Workspace, FreshServer.Project));
        using (var host = server.Begin("fresh-serve", Evening))
        {
            Assert.True(await host.SaidAsync($"{FreshServer.Project} runs by itself from now on"));
            Assert.Contains("\"ready\":true", await server.DoAsync("fresh-look", Evening), StringComparison.Ordinal);
            Assert.True(await host.SaidAsync("Released"));
            host.Signal(PosixSignal.SIGTERM);
            var ended = await host.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        }

        var look = Runbook.Commands("fresh-look").Split('\n');
        var list = await server.DoneAsync($"{look[0]}\n{look[^1]} --json --at {Morning}", Morning);
        using var schedules = System.Text.Json.JsonDocument.Parse(list);
        var slot = schedules.RootElement.GetProperty("schedules").EnumerateArray().Single(schedule => schedule.GetProperty("project").GetString() == FreshServer.Project).GetProperty("slots")[0];
        Assert.Equal("Released", slot.GetProperty("state").GetString());
        Assert.StartsWith("2026-12-02T02:30:00", slot.GetProperty("slot").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, City.ReleasesOf(server.Workspace, FreshServer.Project).Count);
        Assert.Contains(first, City.ReleasesOf(server.Workspace, FreshServer.Project));
        Assert.False(File.Exists(Path.Combine(server.Workspace, "linkage.db")));
    }
}
