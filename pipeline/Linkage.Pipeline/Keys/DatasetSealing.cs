namespace Linkage.Pipeline.Keys;

/// <summary>What a dataset secret adds to the key of a place.</summary>
/// <param name="KeyId">Name of the secret, 16 bytes; stands at the head of each file.</param>
/// <param name="Key">What the keys of files are derived from, 32 bytes.</param>
internal sealed record DatasetSealing(byte[] KeyId, byte[] Key);
