using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class HelpTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("synth")]
    [InlineData("plan")]
    [InlineData("decide")]
    [InlineData("scenarios")]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("explain")]
    [InlineData("publish register")]
    [InlineData("publish article30")]
    [InlineData("publish dpia")]
    [InlineData("publish transparency")]
    [InlineData("verify")]
    [InlineData("link")]
    [InlineData("models train")]
    [InlineData("rules list")]
    [InlineData("rules approve")]
    [InlineData("rules import")]
    [InlineData("rules export")]
    [InlineData("rules show")]
    [InlineData("rules diff")]
    [InlineData("rules history")]
    [InlineData("rules propose")]
    [InlineData("rules suspend")]
    [InlineData("rules resume")]
    [InlineData("rules reject")]
    [InlineData("rules revoke")]
    [InlineData("store init")]
    [InlineData("rules key")]
    [InlineData("hash")]
    [InlineData("keys init")]
    [InlineData("keys import")]
    [InlineData("keys credential set")]
    [InlineData("keys credential list")]
    [InlineData("keys credential remove")]
    [InlineData("pull")]
    [InlineData("init")]
    [InlineData("serve")]
    [InlineData("ledger verify")]
    [InlineData("ledger checkpoint")]
    [InlineData("ledger prove")]
    [InlineData("review export")]
    [InlineData("review label")]
    [InlineData("review sheet")]
    [InlineData("review import")]
    [InlineData("review agree")]
    [InlineData("review adjudicate")]
    [InlineData("review labels")]
    public async Task Help_OfEveryVerb_HasAnExampleOfThatVerbAndTheExitCodes(string verb)
    {
        var ended = await LinkageProcess.RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, ended.ExitCode);
        var examples = ended.Output[ended.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"  linkage {verb}", examples, StringComparison.Ordinal);
        Assert.Contains("130 cancelled", examples, StringComparison.Ordinal);
        Assert.Contains("--json", ended.Output, StringComparison.Ordinal);
        Assert.Empty(ended.Error);
    }

    [Fact]
    public async Task Help_OfTheProgram_ListsEveryVerb()
    {
        var ended = await LinkageProcess.RunAsync("--help");

        Assert.Equal(0, ended.ExitCode);
        Assert.All(["demo", "synth", "plan", "decide", "scenarios", "run", "status", "explain", "publish", "verify", "link", "review", "models", "keys", "ledger", "rules", "store"], verb => Assert.Contains($"\n  {verb}", ended.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_WithJson_IsOneObject()
    {
        var ended = await LinkageProcess.RunAsync("run", "--help", "--json");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Examples:", ended.Json().GetProperty("help").GetString(), StringComparison.Ordinal);
    }
}
