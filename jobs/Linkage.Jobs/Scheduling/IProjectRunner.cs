using Linkage.Jobs.Commands;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Scheduling;

/// <summary>Runs a project once.</summary>
internal interface IProjectRunner
{
    /// <summary>Takes the workspace, runs the project there, and gives the workspace back.</summary>
    /// <param name="project">The project.</param>
    /// <param name="held">Called once the workspace is held and before anything is read.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="ProblemException">Another process works there, or the run did not end by itself.</exception>
    Task<RunOutcome> RunAsync(ScheduledProject project, Action held, CancellationToken cancellationToken);
}

/// <summary>Runs it in this process.</summary>
/// <param name="place">Where.</param>
/// <param name="context">Clock and progress.</param>
internal sealed class ProjectRunner(Place place, VerbContext context) : IProjectRunner
{
    /// <inheritdoc/>
    public Task<RunOutcome> RunAsync(ScheduledProject project, Action held, CancellationToken cancellationToken)
    {
        place.RequireSources();
        return WorkspaceSession.RunOnceAsync(place, project.File, $"linkage serve, {project.Id}", context, held, cancellationToken);
    }
}
