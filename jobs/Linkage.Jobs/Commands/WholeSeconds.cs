namespace Linkage.Jobs.Commands;

/// <summary>Instants that people sign have no fractions of a second.</summary>
internal static class WholeSeconds
{
    /// <summary>The instant, cut to the second.</summary>
    public static DateTimeOffset GetUtcSecond(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
