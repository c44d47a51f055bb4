namespace Linkage.Jobs.Commands;

/// <summary>A clock that stands at one instant, for <c>--at</c>. Elapsed time is still measured.</summary>
internal sealed class FixedClock(DateTimeOffset instant) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => instant.ToUniversalTime();
}
