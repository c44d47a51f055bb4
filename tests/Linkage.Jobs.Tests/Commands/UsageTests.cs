using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class UsageTests
{
    [Fact]
    public async Task Program_WithoutVerb_SaysWhichThereAre()
    {
        var ended = await LinkageProcess.RunAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("A verb is missing.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("linkage demo", ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task Program_WithMistypedVerb_NamesTheNearest()
    {
        var ended = await LinkageProcess.RunAsync("statsu");

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("There is no verb 'statsu'.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'linkage status'?", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("plan")]
    [InlineData("verify")]
    [InlineData("link")]
    [InlineData("synth")]
    [InlineData("keys")]
    [InlineData("review")]
    [InlineData("review label x")]
    [InlineData("review export x --out y --pairs 0")]
    [InlineData("link x --id y --keep 2")]
    [InlineData("keys init stray")]
    [InlineData("run homes-and-money --at yesterday")]
    [InlineData("run homes-and-money --memory 1")]
    [InlineData("run homes-and-money --threads -1")]
    [InlineData("synth --people 0 --out x")]
    [InlineData("synth --people 5000000 --out x")]
    [InlineData("demo --people none")]
    [InlineData("status --last 0")]
    [InlineData("status --nonsense")]
    [InlineData("run a b")]
    public async Task Verb_UsedWrongly_EndsWithThreeAndOneObject(string commandLine)
    {
        var plain = await LinkageProcess.RunAsync(commandLine.Split(' '));
        Assert.Equal(3, plain.ExitCode);
        Assert.Empty(plain.Output);
        Assert.Contains("where", plain.Error, StringComparison.Ordinal);
        Assert.Contains("what to do", plain.Error, StringComparison.Ordinal);
        Assert.Contains("Examples:", plain.Error, StringComparison.Ordinal);

        var json = await LinkageProcess.RunAsync([.. commandLine.Split(' '), "--json"]);
        Assert.Equal(3, json.ExitCode);
        Assert.Single(json.Output.TrimEnd('\n').Split('\n'));
        JsonShape.Fits("error-output", json.Json());
        Assert.Equal("USAGE", json.Json().GetProperty("error").GetProperty("code").GetString());
    }
}
