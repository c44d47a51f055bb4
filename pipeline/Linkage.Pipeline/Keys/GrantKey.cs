namespace Linkage.Pipeline.Keys;

/// <summary>A grant secret by name, without a byte of it.</summary>
/// <param name="Scope">Whose it is.</param>
/// <param name="KeyId">
/// Tells this secret from an earlier or later one of the same permission: 32 hexadecimal digits of a hash over it. Gives nothing of it away.
/// </param>
public sealed record GrantKey(GrantScope Scope, string KeyId);
