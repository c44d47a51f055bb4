using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Scheduling;

/// <summary>Runs projects in a workspace.</summary>
internal interface IProjectRunner
{
    /// <summary>Takes the workspace, does something there, and gives the workspace back.</summary>
    /// <param name="project">The project it is taken for.</param>
    /// <param name="slot">The slot it is taken for.</param>
    /// <param name="whileHeld">
    /// Done while the workspace is held. It is given the store for what its holder alone may write, and what runs the project once: how often what starts it does so, as the gate is told, and what stops it.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the workspace.</param>
    /// <exception cref="ProblemException">Another process works there, or its store cannot be used; nothing was done.</exception>
    Task HoldAsync(ScheduledProject project, DateTimeOffset slot, Func<StoreDatabase, Func<RunSchedule, CancellationToken, Task<RunOutcome>>, Task> whileHeld, CancellationToken cancellationToken);
}

/// <summary>Runs them in this process.</summary>
/// <param name="place">Where.</param>
/// <param name="context">Clock and progress.</param>
internal sealed class ProjectRunner(Place place, VerbContext context) : IProjectRunner
{
    /// <inheritdoc/>
    public async Task HoldAsync(ScheduledProject project, DateTimeOffset slot, Func<StoreDatabase, Func<RunSchedule, CancellationToken, Task<RunOutcome>>, Task> whileHeld, CancellationToken cancellationToken)
    {
        using var session = await WorkspaceSession.OpenAsync(place.Environment.Workspace, $"linkage serve, {project.Id}", context, cancellationToken).ConfigureAwait(false);
        await whileHeld(session.Store, (frequency, token) => RunAsync(session, project, slot, frequency, token)).ConfigureAwait(false);
    }

    private async Task<RunOutcome> RunAsync(WorkspaceSession session, ScheduledProject project, DateTimeOffset slot, RunSchedule frequency, CancellationToken cancellationToken)
    {
        place.RequireSources(project.File);
        var vault = WorkspaceVault.Open(place.Environment.Keys);
        using var opened = vault as IDisposable;
        var environment = place.Environment with { Vault = vault, SharedZones = WorkspaceZones.Open(place.Environment.Zones), Frequency = frequency };
        return await session.RunAsync(place with { Environment = environment }, project.File, slot, context.Progress, cancellationToken).ConfigureAwait(false);
    }
}
