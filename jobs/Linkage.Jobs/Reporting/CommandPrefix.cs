namespace Linkage.Jobs.Reporting;

/// <summary>How this program is called from where the user stands, so that a printed command can be copied as it is.</summary>
internal static class CommandPrefix
{
    private const string Project = "jobs/Linkage.Jobs";

    /// <summary><c>linkage</c> where that is on the path, the project at the root of a clone, or else the program's own path.</summary>
    public static string Value { get; } = Find();

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "linkage.exe" : "linkage";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(f => File.Exists(Path.Combine(f, name)))
            ? "linkage"
            : Directory.Exists(Project) ? $"dotnet run --project {Project} --" : ShellWord.Of(Environment.ProcessPath ?? "linkage");
    }
}
