namespace Linkage.Pipeline.Keys;

/// <summary>The keys under which the datasets of one grant share people and households. Cleared when disposed.</summary>
/// <param name="Key">The grant secret they were derived from, by name.</param>
/// <param name="Person">Makes person keys.</param>
/// <param name="Household">Makes household keys.</param>
public sealed record JoinKeys(GrantKey Key, PseudonymKey Person, PseudonymKey Household) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Person.Dispose();
        Household.Dispose();
    }
}
