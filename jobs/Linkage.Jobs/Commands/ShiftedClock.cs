namespace Linkage.Jobs.Commands;

/// <summary>A clock that shows another time than the machine's, and goes on like it: for a test of a host.</summary>
/// <param name="machine">The clock of the machine.</param>
/// <param name="start">The instant it shows first.</param>
internal sealed class ShiftedClock(TimeProvider machine, DateTimeOffset start) : TimeProvider
{
    private readonly TimeSpan _shift = start - machine.GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + _shift;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);
}
