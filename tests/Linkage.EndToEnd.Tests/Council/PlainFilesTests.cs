using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Where a run has its plain files while it works, and that none stays.</summary>
[Collection(RunCollection.Name)]
public sealed class PlainFilesTests(City city)
{
    private const string Project = "homes-and-money";

    [Theory]
    [InlineData("disk", true)]
    [InlineData(null, false)]
    public async Task Run_PlainFiles_AreWhereTheyAreWantedAndGoneAfterAKillAndARun(string? scratch, bool onDisk)
    {
        using var workspace = city.NewWorkspace();
        var environment = new Dictionary<string, string?> { ["LINKAGE_SCRATCH"] = scratch };
        using (var process = LinkageProcess.Start(RepositoryPaths.Root, environment, city.Arguments(Project, workspace.Path)))
        {
            Assert.Equal(LinkageProcess.Killed, (await process.KillWhenItSaysAsync("Link: begins")).ExitCode);
        }

        Assert.Equal(onDisk, PlainFiles(workspace.Path).Any());

        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);

        Assert.Empty(PlainFiles(workspace.Path));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(workspace.Path, "scratch")));
        ReleaseFolders.AreSame(city.Released, workspace.Path, Project);
    }

    private static IEnumerable<string> PlainFiles(string workspace) =>
        Directory.EnumerateFiles(workspace, "*.parquet", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is "identity.parquet" or "rows.parquet" || Path.GetFileName(f).StartsWith("received.", StringComparison.Ordinal));
}
