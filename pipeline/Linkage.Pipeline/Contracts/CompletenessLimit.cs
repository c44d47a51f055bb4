namespace Linkage.Pipeline.Contracts;

/// <summary>How far a delivery may differ from the one before it in one measure: beyond <see cref="Warn"/> it is told, beyond <see cref="Stop"/> the run stops.</summary>
/// <param name="Warn">Told beyond this; null tells nothing.</param>
/// <param name="Stop">Stopped beyond this; null never stops.</param>
public sealed record CompletenessLimit(double? Warn, double? Stop)
{
    /// <summary>Whether the contract says when to stop. Where it does not, a file of a few rows stops nothing: in it, half is soon gone.</summary>
    public bool SaysStop { get; init; }
}
