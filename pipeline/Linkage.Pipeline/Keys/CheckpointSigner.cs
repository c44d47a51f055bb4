using Linkage.Governance.Ledger;

namespace Linkage.Pipeline.Keys;

/// <summary>A signing key as a signer of checkpoints.</summary>
/// <param name="key">The key.</param>
public sealed class CheckpointSigner(SigningKey key) : ICheckpointSigner
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey => key.PublicKey;

    /// <inheritdoc/>
    public string SignatureName => CheckpointKey.SignatureNameOf(key.Scheme);

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => key.Sign(bytes);
}
