using System.Runtime.InteropServices;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class InterruptionTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task Synth_Interrupted_EndsWith130AndLeavesNothing(PosixSignal signal)
    {
        using var folder = new TemporaryFolder();
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, "synth", "--people", "4000000", "--out", folder.PathOf("city"), "--json");
        Assert.True(await process.SaidAsync("Synthetic council: begins"));

        process.Signal(signal);
        var ended = await process.EndAsync();

        Assert.Equal(130, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal("CANCELLED", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(Directory.Exists(folder.PathOf("city")) ? Directory.GetFileSystemEntries(folder.PathOf("city")) : []);
    }

    [Fact]
    public async Task Workspace_WhoseProcessWasKilled_IsFreeAgain()
    {
        using var folder = new TemporaryFolder();
        var demo = folder.PathOf("demo");
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, "demo", "--people", "4000000", "--out", demo))
        {
            Assert.True(await process.SaidAsync("Synthetic council: begins"));
            var refused = await LinkageProcess.RunAsync("keys", "init", "--data", demo, "--json");
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains($"process {process.Id}, 'linkage demo'", refused.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            var busy = await LinkageProcess.RunAsync("status", "--data", demo, "--json");
            Assert.Contains($"process {process.Id}", busy.Json().GetProperty("working").GetString(), StringComparison.Ordinal);

            process.Kill();
            await process.EndAsync();
        }

        var free = await LinkageProcess.RunAsync("keys", "init", "--data", demo, "--json");

        Assert.Equal(0, free.ExitCode);
        JsonShape.Fits("keys-output", free.Json());
    }
}
