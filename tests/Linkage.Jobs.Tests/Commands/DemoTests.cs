using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class DemoTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Fact]
    public void Demo_WithJson_PrintsOneObjectWithTwoReleasesAndOneRefusal()
    {
        Assert.True(demo.Ended.ExitCode == 0, demo.Ended.Error);
        Assert.Single(demo.Ended.Output.TrimEnd('\n').Split('\n'));
        var json = demo.Ended.Json();
        JsonShape.Fits("demo-output", json);
        Assert.Equal(["Released", "Released", "Refused"], json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Contains(
            json.GetProperty("runs")[2].GetProperty("run").GetProperty("decisions")[0].GetProperty("reasons").EnumerateArray(),
            r => r.GetProperty("code").GetString() == "PURPOSE_NOT_COVERED");
        Assert.True(json.GetProperty("runs")[0].GetProperty("quality").GetProperty("f1").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Run_AfterTheDemo_FindsTheSameReleaseAndFitsItsSchema()
    {
        var ended = await LinkageProcess.RunAsync("run", "child-poverty-research", "--data", demo.Workspace, "--at", DemoFixture.At, "--json");

        Assert.True(ended.ExitCode == 0, ended.Error);
        JsonShape.Fits("run-output", ended.Json());
        Assert.True(ended.Json().GetProperty("releases")[0].GetProperty("alreadyPublished").GetBoolean());
        Assert.All(ended.Json().GetProperty("stages").EnumerateArray(), s =>
            Assert.Equal(s.GetProperty("in").GetInt64(), s.GetProperty("kept").GetInt64() + s.GetProperty("rejected").GetInt64()));
    }

    [Fact]
    public async Task Ledger_AfterTheDemo_IsWholeAndSignedToItsEnd()
    {
        var ended = await LinkageProcess.RunAsync("ledger", "verify", "--data", demo.Workspace, "--json");

        Assert.True(ended.ExitCode == 0, ended.Output);
        Assert.True(ended.Json().GetProperty("events").GetInt64() >= 36);
        Assert.Equal(ended.Json().GetProperty("events").GetInt64(), ended.Json().GetProperty("vouchedFor").GetInt64());
        Assert.True(ended.Json().GetProperty("checkpoints").GetInt32() >= 3);
    }

    [Fact]
    public async Task Run_OfADeniedProject_EndsWithTwoAndPrintsTheOutcome()
    {
        var ended = await LinkageProcess.RunAsync("run", "arrears-recovery", "--data", demo.Workspace, "--at", DemoFixture.At, "--json");

        Assert.Equal(2, ended.ExitCode);
        JsonShape.Fits("run-output", ended.Json());
        Assert.Equal("Refused", ended.Json().GetProperty("outcome").GetString());
        Assert.Empty(ended.Json().GetProperty("releases").EnumerateArray());
    }

    [Fact]
    public async Task Run_WhenTheRuleHasExpired_EndsWithTwo()
    {
        // On a copy: what has ended takes its keys with it.
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("run", "homes-and-money", "--data", demo.Copy(folder), "--at", "2029-01-01", "--json");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("Refused", ended.Json().GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("homes-and-money", 0, true)]
    [InlineData("child-poverty-research", 0, true)]
    [InlineData("arrears-recovery", 2, false)]
    public async Task Plan_OfEachProject_FitsItsSchemaAndExecutesNothing(string project, int code, bool allowed)
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("plan", project, "--at", DemoFixture.At, "--data", folder.PathOf("none"), "--json");

        Assert.Equal(code, ended.ExitCode);
        JsonShape.Fits("plan-output", ended.Json());
        Assert.Equal(allowed, ended.Json().GetProperty("decision").GetProperty("allowed").GetBoolean());
        Assert.Equal(["Extract", "Pseudonymise", "Link", "Gate", "Release"], ended.Json().GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Status_AfterTheDemo_ShowsRunsAndLiveReleases()
    {
        var ended = await LinkageProcess.RunAsync("status", "--data", demo.Workspace, "--at", DemoFixture.At, "--json");

        Assert.Equal(0, ended.ExitCode);
        JsonShape.Fits("status-output", ended.Json());
        var releases = ended.Json().GetProperty("runs").EnumerateArray().SelectMany(r => r.GetProperty("releases").EnumerateArray()).ToList();
        Assert.NotEmpty(releases);
        Assert.All(releases, r => Assert.True(r.GetProperty("present").GetBoolean() && !r.GetProperty("expired").GetBoolean() && r.TryGetProperty("expiresAt", out _)));
    }

    [Fact]
    public async Task Verify_OfARelease_HoldsAndThenNamesTheFileThatWasChanged()
    {
        var release = demo.Ended.Json().GetProperty("runs")[0].GetProperty("run").GetProperty("releases")[0].GetProperty("path").GetString()!;
        var key = Path.Combine(demo.Workspace, "keys", "signing-public.pem");
        var whole = await LinkageProcess.RunAsync("verify", release, "--at", DemoFixture.At, "--json");
        Assert.Equal(0, whole.ExitCode);
        JsonShape.Fits("verify-output", whole.Json());
        Assert.True(whole.Json().GetProperty("valid").GetBoolean());

        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(release))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[bytes.Length / 2] ^= 1;
            var name = Path.GetFileName(file);
            foreach (var other in Directory.GetFiles(release))
            {
                folder.Write(Path.Combine(name, Path.GetFileName(other)), other == file ? bytes : await File.ReadAllBytesAsync(other));
            }

            var changed = await LinkageProcess.RunAsync("verify", folder.PathOf(name), "--key", key, "--json");

            Assert.Equal(2, changed.ExitCode);
            JsonShape.Fits("verify-output", changed.Json());
            Assert.Contains(changed.Json().GetProperty("failures").EnumerateArray(), f => f.GetString()!.StartsWith(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("root.key", false)]
    [InlineData("root.key", true)]
    [InlineData("signing.key", false)]
    public async Task Run_WithAKeyMissingOrOpenToOthers_EndsWithThreeAndNamesIt(string name, bool open)
    {
        using var folder = new TemporaryFolder();
        var workspace = demo.Copy(folder);
        var key = Path.Combine(workspace, "keys", name);
        if (open && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.GroupRead);
        }
        else
        {
            File.Delete(key);
        }

        var ended = await LinkageProcess.RunAsync("run", "child-poverty-research", "--data", workspace, "--at", DemoFixture.At, "--json");

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal("KEY_UNAVAILABLE", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(key, ended.Json().GetProperty("error").GetProperty("where").GetString());
        var status = await LinkageProcess.RunAsync("status", "--data", workspace);
        Assert.Contains("Failed", status.Output, StringComparison.Ordinal);
        Assert.Contains("KEY_UNAVAILABLE", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Interrupted_EndsWith130AndTheNextOneReleasesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var workspace = demo.Copy(folder);
        string[] command = ["run", "child-poverty-research", "--data", workspace, "--at", DemoFixture.At, "--json"];
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, command))
        {
            Assert.True(await process.SaidAsync("Pseudonymise: begins"));
            process.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
            var cancelled = await process.EndAsync();
            Assert.Equal(130, cancelled.ExitCode);
            JsonShape.Fits("error-output", cancelled.Json());
        }

        var status = await LinkageProcess.RunAsync("status", "--data", workspace, "--json");
        Assert.Equal("Cancelled", status.Json().GetProperty("runs")[0].GetProperty("state").GetString());

        var again = await LinkageProcess.RunAsync(command);
        Assert.Equal(0, again.ExitCode);
        var first = demo.Ended.Json().GetProperty("runs")[1].GetProperty("run").GetProperty("releases")[0];
        Assert.Equal(first.GetProperty("statementDigest").GetString(), again.Json().GetProperty("releases")[0].GetProperty("statementDigest").GetString());
    }

    [Fact]
    public async Task Demo_Again_UsesTheSameCityAndFindsTheSameReleases()
    {
        var again = await LinkageProcess.RunAsync("demo", "--people", "3000", "--out", demo.Workspace);

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("it is used again", again.Error, StringComparison.Ordinal);
        Assert.Contains("was there already", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', again.Output + again.Error);
    }
}
