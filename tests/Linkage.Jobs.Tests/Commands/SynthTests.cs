using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class SynthTests
{
    [Fact]
    public async Task Synth_WithJson_PrintsOneObjectAndWritesTheFilesItNames()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("synth", "--people", "500", "--seed", "7", "--out", folder.Path, "--json");

        Assert.Equal(0, ended.ExitCode);
        Assert.Single(ended.Output.TrimEnd('\n').Split('\n'));
        JsonShape.Fits("synth-output", ended.Json());
        Assert.All(ended.Json().GetProperty("files").EnumerateArray(), f => Assert.True(File.Exists(folder.PathOf(f.GetProperty("name").GetString()!))));
        Assert.Contains("500 people", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synth_Redirected_PrintsNoColourAndNoBar()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("synth", "--people", "500", "--seed", "7", "--out", folder.Path);

        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain('\u001b', ended.Output + ended.Error);
        Assert.DoesNotContain('━', ended.Error);
        Assert.Contains("rent-arrears-panel", ended.Output, StringComparison.Ordinal);
    }
}
