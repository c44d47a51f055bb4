using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What the machine gets in the way of: files in use, files and folders closed to the account. Each has its code and names its place.</summary>
[Collection(RunCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class MachineFaultTests(City city)
{
    private const string Objections = "data_objections.csv";

    [Fact]
    public async Task Run_SourceHeldByAnotherProcess_IsBusyAndReleasesOnceItIsFree()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Objections);
        LinkageProcess.Ended busy;
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            busy = await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources);
        }

        Expect(busy, "SOURCE_BUSY", path);
        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path, "--sources", sources)).ExitCode);
    }

    [Fact]
    public async Task Run_SourceClosedToTheAccount_IsNamed()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var path = Path.Combine(sources, Objections);
        File.SetUnixFileMode(path, UnixFileMode.None);

        Expect(await LinkageProcess.RunBoundByModesAsync(city.Arguments("homes-and-money", workspace.Path, "--sources", sources)), "NO_ACCESS", path);
    }

    [Theory]
    [InlineData("zones/landing")]
    [InlineData("zones/release/homes-and-money")]
    public async Task Run_ZoneFolderThatCannotBeWritten_IsNamed(string closed)
    {
        using var workspace = city.NewWorkspace();
        var folder = Path.Combine(workspace.Path, closed);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var ended = await LinkageProcess.RunBoundByModesAsync(city.Arguments("homes-and-money", workspace.Path));

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Expect(ended, "NO_ACCESS", folder);
    }

    [Fact]
    public async Task Run_ZoneFolderThatCannotBeListed_IsNamedBeforeAnythingIsRead()
    {
        using var workspace = city.NewWorkspace();
        var folder = Path.Combine(workspace.Path, "zones", "research");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var ended = await LinkageProcess.RunBoundByModesAsync(city.Arguments("homes-and-money", workspace.Path));

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Expect(ended, "NO_ACCESS", folder);
        Assert.Empty(Directory.GetFiles(Path.Combine(workspace.Path, "zones"), "_seal.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RunAndStatus_WorkspaceThatCannotBeWritten_IsNamedAndStatusOnlyReads()
    {
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync("homes-and-money", workspace.Path)).ExitCode);
        var before = Directory.GetFileSystemEntries(workspace.Path).Order(StringComparer.Ordinal).ToList();
        File.SetUnixFileMode(workspace.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await LinkageProcess.RunBoundByModesAsync(city.Arguments("homes-and-money", workspace.Path));
        var status = await LinkageProcess.RunBoundByModesAsync("status", "--data", workspace.Path, "--json");

        File.SetUnixFileMode(workspace.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Expect(run, "NO_ACCESS", workspace.Path);
        Assert.Equal(0, status.ExitCode);
        Assert.Equal("Released", status.Json().GetProperty("runs")[0].GetProperty("state").GetString());
        Assert.Equal(before, Directory.GetFileSystemEntries(workspace.Path).Order(StringComparer.Ordinal));
    }

    private static void Expect(LinkageProcess.Ended ended, string code, string where)
    {
        Assert.Equal(1, ended.ExitCode);
        var error = ended.Json().GetProperty("error");
        Assert.Equal((code, where), (error.GetProperty("code").GetString(), error.GetProperty("where").GetString()));
    }
}
