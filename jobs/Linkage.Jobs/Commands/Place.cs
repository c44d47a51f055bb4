using Linkage.Jobs.Lineage;
using Linkage.Jobs.Notifying;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>Where a verb works.</summary>
/// <param name="Environment">What a run is given.</param>
/// <param name="Cohorts">Folder of the project files.</param>
internal sealed record Place(RunEnvironment Environment, string Cohorts)
{
    /// <summary>Who is told of what; null where the configuration does not say.</summary>
    public NotificationSettings? Notifications { get; init; }

    /// <summary>Where run events of OpenLineage go; null where the configuration does not say.</summary>
    public LineageSettings? Lineage { get; init; }

    /// <summary>Makes sure that the folder of the extracts is there, unless every extract of a project is pulled from elsewhere.</summary>
    /// <param name="projectFile">The project.</param>
    /// <exception cref="ProblemException">It is not.</exception>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">The project cannot be accepted.</exception>
    public void RequireSources(string projectFile)
    {
        if (!Directory.Exists(Environment.Sources) && !IsPulledWhole(projectFile))
        {
            throw ProblemException.BadConfiguration(
                "FOLDER_MISSING", "The folder of the source extracts is not there.", Environment.Sources, "Name the folder with --sources DIR, or put the extracts there.");
        }
    }

    private bool IsPulledWhole(string projectFile) =>
        Environment.Deliveries is { } configuration && Linkage.Pipeline.Projects.ProjectFile.Load(projectFile) is var project && project.Datasets.Select(d => d.Id).Concat(project.Suppress).All(configuration.Deliveries.ContainsKey);

    /// <summary>Finds a project by id, or takes a path to a project file as it is.</summary>
    /// <exception cref="ProblemException">There is none; the message lists those there are.</exception>
    public string ProjectFile(string project)
    {
        if (project.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && File.Exists(project))
        {
            return Path.GetFullPath(project);
        }

        var known = Directory.Exists(Cohorts)
            ? Directory.GetFiles(Cohorts, "*.yaml").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal).ToList()
            : [];
        if (known.Contains(project, StringComparer.Ordinal))
        {
            return Path.Combine(Cohorts, project + ".yaml");
        }

        throw ProblemException.BadConfiguration(
            "UNKNOWN_PROJECT",
            $"There is no project '{project}'.",
            Cohorts,
            known.Count == 0 ? "Put a project file there, or name another folder with --schemas." : $"Choose one of: {string.Join(", ", known)}.");
    }
}
