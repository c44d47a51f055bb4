using Linkage.Governance.Ledger;

namespace Linkage.Pipeline.Keys;

/// <summary>The public half of a signing key as one that checks checkpoints of the ledger.</summary>
/// <param name="key">The key.</param>
/// <param name="ownsKey">Whether the key is disposed of with it.</param>
public sealed class CheckpointKey(VerificationKey key, bool ownsKey = true) : ICheckpointKey, IDisposable
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey => key.PublicKey;

    /// <inheritdoc/>
    public string SignatureName => SignatureNameOf(key.Scheme);

    /// <summary>The name under which a checkpoint's key hint knows a scheme (C2SP signed-note has numbers for neither).</summary>
    /// <param name="scheme">The scheme.</param>
    public static string SignatureNameOf(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.EcdsaP256 => "linkage-ecdsa-p256-sha256",
        SignatureScheme.RsaPkcs1 => "linkage-rsa-pkcs1-sha256",
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <inheritdoc/>
    public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => key.Verifies(bytes, signature);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ownsKey)
        {
            key.Dispose();
        }
    }
}
