using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Scheduling;

/// <summary>A project that runs by itself.</summary>
/// <param name="Id">The project's id.</param>
/// <param name="File">Its file.</param>
/// <param name="Calendar">Its slots.</param>
internal sealed record ScheduledProject(string Id, string File, SlotCalendar Calendar)
{
    /// <summary>Reads a project file; null when it has no schedule.</summary>
    /// <exception cref="ConfigurationException">It cannot be accepted.</exception>
    public static ScheduledProject? Load(string file) => ProjectFile.Load(file) is { Schedule: { } schedule } project ? new ScheduledProject(project.Id, file, new SlotCalendar(schedule)) : null;

    /// <summary>Every project in a folder that has a schedule, by id.</summary>
    /// <param name="cohorts">The folder of project files.</param>
    /// <param name="unreadable">Told of a file that cannot be accepted; the others are not affected.</param>
    public static IReadOnlyList<ScheduledProject> In(string cohorts, Action<ConfigurationException> unreadable)
    {
        var found = new List<ScheduledProject>();
        foreach (var file in Directory.Exists(cohorts) ? Directory.GetFiles(cohorts, "*.yaml").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            try
            {
                if (Load(file) is { } project)
                {
                    found.Add(project);
                }
            }
            catch (ConfigurationException problem)
            {
                unreadable(problem);
            }
        }

        return found;
    }
}
