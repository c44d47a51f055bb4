using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>One small demo for the tests that look at its workspace.</summary>
public sealed class DemoFixture : IAsyncLifetime, IDisposable
{
    /// <summary>The instant the demo plays at.</summary>
    public const string At = "2026-11-20T09:00:00Z";

    private const string Store = "linkage.db";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Its workspace.</summary>
    public string Workspace => _folder.PathOf("demo");

    internal LinkageProcess.Ended Ended { get; private set; } = null!;

    /// <summary>A copy of the workspace's sources, keys and rules, for a test that changes something.</summary>
    public string Copy(TemporaryFolder target)
    {
        foreach (var part in new[] { "sources", "keys" })
        {
            PrivateCopy(Path.Combine(Workspace, part), target.PathOf("copy", part));
        }

        File.Copy(_folder.PathOf("rules", Store), target.PathOf("copy", Store));
        return target.PathOf("copy");
    }

    public async Task InitializeAsync()
    {
        Ended = await LinkageProcess.RunAsync("demo", "--people", "3000", "--out", Workspace, "--json");
        var imported = await LinkageProcess.RunAsync("rules", "import", RepositoryPaths.Governance, "--data", _folder.PathOf("rules"), "--json");
        Assert.Equal(0, imported.ExitCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private static void PrivateCopy(string from, string to)
    {
        Directory.CreateDirectory(to);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            PrivateCopy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
