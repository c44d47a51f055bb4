using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("UNKNOWN_PROJECT", "run", "no-such-project", "--data", "DIR")]
    [InlineData("UNKNOWN_PROJECT", "plan", "no-such-project")]
    [InlineData("FOLDER_MISSING", "plan", "homes-and-money", "--registry", "DIR")]
    [InlineData("NO_RULES", "run", "homes-and-money", "--data", "DIR", "--sources", "DIR")]
    [InlineData("FOLDER_MISSING", "rules", "import", "DIR", "--data", "DIR")]
    [InlineData("FOLDER_MISSING", "plan", "homes-and-money", "--schemas", "DIR")]
    [InlineData("NO_WORKSPACE", "status", "--data", "DIR/none")]
    [InlineData("NO_RELEASE", "verify", "DIR/none")]
    [InlineData("KEY_MISSING", "verify", "DIR")]
    [InlineData("KEY_MISSING", "verify", "DIR", "--key", "DIR/none.pem")]
    public async Task Verb_WithoutWhatItNeeds_EndsWithThreeAndSaysWhatToDo(string code, params string[] args)
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync([.. args.Select(a => a.Replace("DIR", folder.Path, StringComparison.Ordinal)), "--json"]);

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        var error = ended.Json().GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(error.GetProperty("where").GetString()));
        Assert.False(string.IsNullOrEmpty(error.GetProperty("remedy").GetString()));
    }

    [Fact]
    public async Task Run_OfUnknownProject_ListsThoseThereAre()
    {
        var ended = await LinkageProcess.RunAsync("plan", "no-such-project");

        Assert.Contains("child-poverty-research, homes-and-money", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_KeyThatIsNoKey_EndsWithThree()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("key.pem"), "no key");
        var ended = await LinkageProcess.RunAsync("verify", folder.Path, "--key", folder.PathOf("key.pem"), "--json");

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("KEY_UNREADABLE", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Demo_IntoAFolderThatIsNoDemo_RefusesAndTouchesNothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("mine.txt"), "mine");
        var ended = await LinkageProcess.RunAsync("demo", "--out", folder.Path, "--json");

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("NOT_A_DEMO_FOLDER", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Equal([folder.PathOf("mine.txt")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Synth_IntoAFolderWithSources_Refuses()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("sources"));
        await File.WriteAllTextAsync(folder.PathOf("sources", "mine.csv"), "mine");
        var ended = await LinkageProcess.RunAsync("synth", "--people", "10", "--out", folder.Path, "--json");

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("FOLDER_NOT_EMPTY", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }
}
