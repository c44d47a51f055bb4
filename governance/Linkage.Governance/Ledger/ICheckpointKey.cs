namespace Linkage.Governance.Ledger;

/// <summary>The public half of a key that signs checkpoints. The room that keeps keys says how it verifies.</summary>
public interface ICheckpointKey
{
    /// <summary>The public key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The name of how it signs, as in <c>linkage-rsa-pkcs1-sha256</c>: what a checkpoint's key hint is made of beside the key.</summary>
    string SignatureName { get; }

    /// <summary>Whether a signature over some bytes was made with this key.</summary>
    bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature);
}
