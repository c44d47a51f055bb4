using System.Diagnostics;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>What git knows of the working tree.</summary>
internal static class Git
{
    /// <summary>Every tracked file, as a path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files"]) { WorkingDirectory = RepositoryPaths.Root, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        var files = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(files);
        return files;
    }
}
