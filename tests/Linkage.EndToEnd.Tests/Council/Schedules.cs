namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Schedules of projects in a copy of the schemas.</summary>
internal static class Schedules
{
    /// <summary>Gives one project a schedule, and takes those of all others.</summary>
    /// <param name="schemas">Folder of the copy.</param>
    /// <param name="project">The project.</param>
    /// <param name="cron">When it comes.</param>
    public static void Only(string schemas, string project, string cron)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(schemas, "cohorts"), "*.yaml"))
        {
            var lines = File.ReadAllLines(file).ToList();
            var start = lines.FindIndex(line => line.StartsWith("schedule:", StringComparison.Ordinal));
            if (start >= 0)
            {
                lines.RemoveRange(start, lines.FindIndex(start + 1, line => line.Length > 0 && line[0] != ' ') is > 0 and var end ? end - start : lines.Count - start);
            }

            File.WriteAllLines(file, Path.GetFileNameWithoutExtension(file) == project ? [.. lines, $"schedule: {{ cron: '{cron}' }}"] : lines);
        }
    }
}
