namespace Linkage.Pipeline.Keys;

/// <summary>The key by which the trial of one grant deals out its arms. Cleared when disposed.</summary>
/// <param name="Key">The grant secret it was derived from, by name.</param>
/// <param name="Arms">Orders units and blocks.</param>
public sealed record TrialKey(GrantKey Key, PseudonymKey Arms) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Arms.Dispose();
}
