using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Server;
using Hangfire.States;

namespace Linkage.Jobs.Hangfire;

/// <summary>The one thing Hangfire is given to call: it does the work of a name. So its tables hold names, and no type or method of ours but this.</summary>
/// <param name="works">All there is to do.</param>
/// <param name="client">Takes what follows.</param>
public sealed class HangfireJob(IReadOnlyList<RecurringWork> works, IBackgroundJobClient client)
{
    // Of this process. Hangfire hands a job out again when it takes its worker for dead, and fires the next while the last is still at work; between hosts the lease of the workspace decides.
    private static readonly ConcurrentDictionary<string, byte> UnderWay = new(StringComparer.Ordinal);

    /// <summary>Does the work of a name, and has what comes after it done; nothing when it is under way in this process, or there is no such work any more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="context">Hangfire's, for the id of this job.</param>
    /// <param name="cancellationToken">The host stops.</param>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task ExecuteAsync(string name, PerformContext? context, CancellationToken cancellationToken)
    {
        if (works.FirstOrDefault(one => one.Name == name) is not { } work || !UnderWay.TryAdd(name, 0))
        {
            return;
        }

        try
        {
            await work.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            UnderWay.TryRemove(name, out _);
        }

        if (context is not null && works.FirstOrDefault(one => one.Name == work.After) is { } next)
        {
            client.ContinueJobWith<HangfireJob>(context.BackgroundJob.Id, job => job.ExecuteAsync(next.Name, null, CancellationToken.None), new EnqueuedState(next.Queue));
        }
    }
}
