namespace Linkage.Pipeline.Zones;

/// <summary>A set that a container lists.</summary>
/// <param name="Place">Zone, name and key.</param>
/// <param name="SealDigest">What was noted of its seal when it was put there; null when nothing was.</param>
internal sealed record ContainedSet(string Place, string? SealDigest);

/// <summary>The seal of a set in a container.</summary>
/// <param name="Bytes">As they lie there.</param>
/// <param name="At">When it was sealed, or moved to quarantine.</param>
internal sealed record ContainedSeal(byte[] Bytes, DateTimeOffset At);

/// <summary>A file on its way into a container.</summary>
/// <param name="Place">The set it belongs to.</param>
/// <param name="File">Its name.</param>
/// <param name="Digest">SHA-256 of its bytes, lower-case hex.</param>
/// <param name="Copy">The working copy it comes from.</param>
/// <param name="Run">The run that puts it there.</param>
internal sealed record ContainedFile(string Place, string File, string Digest, string Copy, string Run);
