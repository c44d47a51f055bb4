using Linkage.Jobs.Scheduling;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Linkage.Jobs.Serving;

/// <summary>Quartz's part: looks, again and again and never twice at once, whether something is due. All that is decided is decided in <see cref="ScheduledWork"/>, which knows no scheduler.</summary>
/// <param name="work">The work.</param>
/// <param name="state">What the host says of itself.</param>
/// <param name="lifetime">When the host stops.</param>
[DisallowConcurrentExecution]
internal sealed class LookJob(ScheduledWork work, HostState state, IHostApplicationLifetime lifetime) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await state.LookAsync(() => work.ExecuteAsync(stopping.Token)).ConfigureAwait(false);
    }
}
