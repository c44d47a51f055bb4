using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What must hold, 9: two workers never run in one workspace, not even where someone deletes its lock file.</summary>
[Collection(RunCollection.Name)]
public sealed class WorkspaceLostTests(City city)
{
    private const string Project = "homes-and-money";

    [Theory]
    [InlineData("Extract")]
    [InlineData("Pseudonymise")]
    [InlineData("Link")]
    public async Task Run_HungWhileAnotherTookItsWorkspace_PublishesNothingMore(string stage)
    {
        using var workspace = city.NewWorkspace();
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path));
        Assert.True(await process.SaidAsync($"{stage}: begins"));
        await process.HangAsync(workspace.Path);
        File.Delete(Path.Combine(workspace.Path, "workspace.lock"));

        // It takes the lock and touches neither staging nor scratch, so that nothing but the fence is in the way of the first.
        var other = await LinkageProcess.RunAsync("keys", "init", "--data", workspace.Path, "--json");
        var before = Published(workspace.Path);
        process.Resume();
        var ended = await process.EndAsync();

        Assert.Equal(0, other.ExitCode);
        AssertLost(ended);
        Assert.Equal(before, Published(workspace.Path));
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        Assert.Empty(RecordsOf(workspace.Path));
        var status = await LinkageProcess.RunAsync("status", "--data", workspace.Path, "--json");
        Assert.Contains("WORKSPACE_LOCK_LOST", status.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        ReleaseFolders.AreSame(city.Released, workspace.Path, Project);
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
    }

    [Fact]
    public async Task Run_HungWhileAnotherRanTheSameProject_TheOtherIsUntouched()
    {
        using var workspace = city.NewWorkspace();
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path));
        Assert.True(await process.SaidAsync("Link: begins"));
        await process.HangAsync(workspace.Path);
        File.Delete(Path.Combine(workspace.Path, "workspace.lock"));

        var other = await city.RunAsync(Project, workspace.Path);
        var before = Published(workspace.Path);
        process.Resume();
        var ended = await process.EndAsync();

        Assert.True(other.ExitCode == 0, other.Output + other.Error);
        AssertLost(ended);
        Assert.Equal(before, Published(workspace.Path));
        Assert.Single(RecordsOf(workspace.Path));
        ReleaseFolders.AreSame(city.Released, workspace.Path, Project);
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
    }

    [Fact]
    public async Task Run_LockFileDeletedUnderIt_Fails()
    {
        using var workspace = city.NewWorkspace();
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path));
        Assert.True(await process.SaidAsync("Pseudonymise: begins"));
        File.Delete(Path.Combine(workspace.Path, "workspace.lock"));

        AssertLost(await process.EndAsync());
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
    }

    [Fact]
    public async Task Run_DeniedAtStart_SweepsWhatAKilledRunLeft()
    {
        using var workspace = city.NewWorkspace();
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, city.Arguments(Project, workspace.Path)))
        {
            Assert.Equal(LinkageProcess.Killed, (await process.KillWhenItSaysAsync("Pseudonymise: begins")).ExitCode);
        }

        var leftover = Path.Combine(workspace.Path, "zones", "identity", ".staging", "20260101T000000Z-00000000~food-vouchers~x");
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "identity.parquet"), "half");
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(workspace.Path, "scratch")));

        var denied = await city.RunAsync(Project, workspace.Path, "--at", "2028-01-10T12:00:00Z");

        Assert.Equal(2, denied.ExitCode);
        Assert.Contains("DPIA_EXPIRED", denied.Output, StringComparison.Ordinal);
        ReleaseFolders.NothingIsHalfMade(workspace.Path);
    }

    // Its own log it may go on writing; what a run was is recorded by who holds the workspace.
    private static string[] RecordsOf(string workspace) => Directory.Exists(Path.Combine(workspace, "runs")) ? Directory.GetFiles(Path.Combine(workspace, "runs"), "run.json", SearchOption.AllDirectories) : [];

    private static void AssertLost(LinkageProcess.Ended ended)
    {
        Assert.True(ended.ExitCode == 1, ended.Output + ended.Error);
        Assert.Equal("WORKSPACE_LOCK_LOST", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    // Everything that lies in the zones, whole or not, with the time it appeared.
    private static List<string> Published(string workspace)
    {
        var zones = Path.Combine(workspace, "zones");
        return [.. Directory.EnumerateFiles(zones, "*", SearchOption.AllDirectories)
            .Where(p => !p.Contains(".staging" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(p => $"{Path.GetRelativePath(zones, p)} {File.GetLastWriteTimeUtc(p):O}")
            .Order(StringComparer.Ordinal)];
    }
}
