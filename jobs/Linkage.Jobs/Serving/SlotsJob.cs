using Linkage.Jobs.Scheduling;

namespace Linkage.Jobs.Serving;

/// <summary>Runs the slots that are due, and says of the host whether it could look.</summary>
/// <param name="work">The work.</param>
/// <param name="state">What the host says of itself.</param>
internal sealed class SlotsJob(ScheduledWork work, HostState state) : IHostJob
{
    /// <inheritdoc/>
    public Task ExecuteAsync(CancellationToken cancellationToken) => state.LookAsync(() => work.ExecuteAsync(cancellationToken));
}
