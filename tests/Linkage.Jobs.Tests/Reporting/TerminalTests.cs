using System.Diagnostics;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Reporting;

/// <summary>The executable on a real pseudo-terminal, which <c>script</c> of util-linux gives it.</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task Synth_OnATerminal_ShowsColoursAndABar()
    {
        var text = await OnTerminalAsync(("TERM", "xterm-256color"), ("NO_COLOR", null));

        Assert.Contains("\u001b[38;5;", text, StringComparison.Ordinal);
        Assert.Contains('━', text);
    }

    [Fact]
    public async Task Synth_OnATerminalWithNoColor_ShowsTheBarWithoutColours()
    {
        var text = await OnTerminalAsync(("TERM", "xterm-256color"), ("NO_COLOR", "1"));

        Assert.DoesNotContain("\u001b[38;", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("\u001b\\[[34][0-9]m", text);
        Assert.Contains('━', text);
    }

    [Fact]
    public async Task Synth_OnADumbTerminal_IsPlain()
    {
        var text = await OnTerminalAsync(("TERM", "dumb"), ("NO_COLOR", null));

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("Synthetic council: begins", text, StringComparison.Ordinal);
    }

    private static async Task<string> OnTerminalAsync(params (string Name, string? Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("script", ["-qec", $"{Path.Combine(AppContext.BaseDirectory, "linkage")} synth --people 300 --out {folder.PathOf("city")}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return text;
    }
}
