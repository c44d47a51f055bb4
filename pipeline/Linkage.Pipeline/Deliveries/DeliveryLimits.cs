namespace Linkage.Pipeline.Deliveries;

/// <summary>How long the other side is waited for.</summary>
/// <param name="Connect">For a connection.</param>
/// <param name="Silence">For the next byte.</param>
public sealed record DeliveryLimits(TimeSpan Connect, TimeSpan Silence)
{
    /// <summary>What is waited unless something else is said: 20 s and a minute.</summary>
    public static DeliveryLimits Usual { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1));
}
