namespace Linkage.Pipeline.Keys;

/// <summary>What stays of a grant secret that was destroyed: that there was one, when it went and why. It wins over the secret: one that comes back from a backup is destroyed again.</summary>
/// <param name="Key">The secret, by name.</param>
/// <param name="DestroyedAt">When.</param>
/// <param name="Reason">Reason code, as in <c>GATEWAY_REVOKED</c>.</param>
public sealed record GrantTombstone(GrantKey Key, DateTimeOffset DestroyedAt, string Reason)
{
    /// <summary>
    /// Null when the bytes are gone. Otherwise the vault refused to purge the deleted secret, for it is protected against that or the identity may not, and whoever may recover
    /// deleted secrets can bring it back until this instant; the vault removes it then.
    /// </summary>
    public DateTimeOffset? RecoverableUntil { get; init; }
}
