using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Scheduling;

/// <summary>A project that runs by itself.</summary>
/// <param name="Id">The project's id.</param>
/// <param name="Requester">Who asks for it, as a person id.</param>
/// <param name="File">Its file.</param>
/// <param name="Calendar">Its slots.</param>
internal sealed record ScheduledProject(string Id, string Requester, string File, SlotCalendar Calendar)
{
    /// <summary>Reads a project file; null when it has no schedule.</summary>
    /// <exception cref="ConfigurationException">It cannot be accepted, or is not named by its project: a copy that somebody kept beside it would run in its place.</exception>
    public static ScheduledProject? Load(string file) => ProjectFile.Load(file) switch
    {
        { Schedule: null } => null,
        var project when Path.GetFileNameWithoutExtension(file) != project.Id =>
            throw new ConfigurationException(file, null, "id", $"a project that runs by itself lies in a file of its name, {project.Id}.yaml; rename the file, or move it elsewhere where it is a copy."),
        { Schedule: { } schedule } project => new ScheduledProject(project.Id, project.Requester, file, new SlotCalendar(schedule)),
    };
}
