using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Linkage.Jobs.Serving.Schedulers;

/// <summary>What Quartz calls: it does the job of the host that bears its name, and never twice at once.</summary>
/// <param name="services">The host's jobs by name.</param>
/// <param name="lifetime">When the host stops.</param>
[DisallowConcurrentExecution]
internal sealed class QuartzJob(IServiceProvider services, IHostApplicationLifetime lifetime) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await services.GetRequiredKeyedService<IHostJob>(context.JobDetail.Key.Name).ExecuteAsync(stopping.Token).ConfigureAwait(false);
    }
}
