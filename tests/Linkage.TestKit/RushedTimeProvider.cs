namespace Linkage.TestKit;

/// <summary>A clock that runs faster than the machine's, so that waits of seconds are over in milliseconds. Time never stands still, and nobody has to advance it.</summary>
/// <param name="factor">How much faster.</param>
public sealed class RushedTimeProvider(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _began = System.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + (factor * System.GetElapsedTime(_began));

    /// <inheritdoc/>
    public override long GetTimestamp() => factor * (System.GetTimestamp() - _began);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Rushed(dueTime), Rushed(period));

    private TimeSpan Rushed(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
