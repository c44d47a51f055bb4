using System.Threading.Channels;

namespace Linkage.Jobs.Lineage;

/// <summary>Sends run events in order, beside the run. Once one was lost, only the last is tried: a server that hangs makes a run wait for that alone, and it holds what the others did.</summary>
internal sealed class LineageQueue : IDisposable
{
    // More than any run has stages.
    private const int Most = 64;

    private readonly Channel<(byte[] Event, bool IsLast)> _events = Channel.CreateBounded<(byte[], bool)>(new BoundedChannelOptions(Most) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _over = new();
    private readonly ILineageTransport _transport;
    private readonly Task _work;

    private int _sent;
    private int _offered;
    private volatile string? _code;

    /// <summary>Begins to send.</summary>
    public LineageQueue(ILineageTransport transport)
    {
        _transport = transport;
        _work = Task.Run(SendAsync);
    }

    /// <summary>Offers an event; never waits.</summary>
    public void Offer(byte[] json, bool isLast)
    {
        _offered++;
        _events.Writer.TryWrite((json, isLast));
    }

    /// <summary>Ends it, and waits for what is under way.</summary>
    /// <param name="patience">The most that is waited.</param>
    /// <returns>How many events were lost, and why the first one was; null when none was.</returns>
    public (int Lost, string Code)? End(TimeSpan patience)
    {
        _events.Writer.TryComplete();
        if (!_work.Wait(patience))
        {
            _code ??= LineageLost.Unreachable;
            _over.Cancel();
        }

        return Volatile.Read(ref _sent) is var sent && sent < _offered ? (_offered - sent, _code ?? LineageLost.Unreachable) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Writer.TryComplete();
        _over.Cancel();
        _work.ContinueWith(_ => _over.Dispose(), TaskScheduler.Default);
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var (json, isLast) in _events.Reader.ReadAllAsync(_over.Token).ConfigureAwait(false))
            {
                if (_code is not null && !isLast)
                {
                    continue;
                }

                if (await _transport.SendAsync(json, _over.Token).ConfigureAwait(false) is { } code)
                {
                    _code ??= code;
                }
                else
                {
                    Interlocked.Increment(ref _sent);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
#pragma warning disable CA1031 // Nothing that befalls an event ends a run; it is lost, and told.
        catch (Exception)
#pragma warning restore CA1031
        {
            _code ??= LineageLost.Unreachable;
        }
    }
}
