using System.Data.Common;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Scheduling;

/// <summary>Looks at the store while a run is under way, whether somebody asks for its end. Looks that fail are made again: a store that does not answer stops no run.</summary>
internal sealed class CancellationWatch : IDisposable
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _watching;

    /// <summary>Begins to look.</summary>
    /// <param name="look">Finds the request that stands in the store, or null.</param>
    /// <param name="clock">By which it waits between looks.</param>
    public CancellationWatch(Func<SlotRow?> look, TimeProvider clock) => _watching = Task.Run(() => WatchAsync(look, clock));

    /// <summary>Cancelled when somebody has asked.</summary>
    public CancellationToken Token => _asked.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _watching.Wait();
        _over.Dispose();
        _asked.Dispose();
    }

    private async Task WatchAsync(Func<SlotRow?> look, TimeProvider clock)
    {
        try
        {
            while (Find(look) is null)
            {
                await Task.Delay(Interval, clock, _over.Token).ConfigureAwait(false);
            }

            await _asked.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
        }
    }

    private static SlotRow? Find(Func<SlotRow?> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is DbException or ProblemException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
