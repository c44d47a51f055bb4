using System.Diagnostics;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Tests.Reporting;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("/srv/linkage/zones/release/a-b_c.1")]
    [InlineData("status")]
    public void Of_PlainPath_StaysAsItIs(string text) => Assert.Equal(text, ShellWord.Of(text));

    [Theory]
    [InlineData("/srv/my data")]
    [InlineData("it's $HOME/`x` \"q\" \\ *?[a];&|<>(){}!#")]
    [InlineData("~/x")]
    [InlineData("")]
    public async Task Of_AnyText_IsOneWordToAShell(string text)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf %s {ShellWord.Of(text)}"]) { RedirectStandardOutput = true })!;

        Assert.Equal(text, await shell.StandardOutput.ReadToEndAsync());
    }
}
