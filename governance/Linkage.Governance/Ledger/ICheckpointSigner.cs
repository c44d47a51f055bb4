namespace Linkage.Governance.Ledger;

/// <summary>A key that signs checkpoints.</summary>
public interface ICheckpointSigner
{
    /// <summary>The public key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The name of how it signs, as in <c>linkage-rsa-pkcs1-sha256</c>: what a checkpoint's key hint is made of beside the key.</summary>
    string SignatureName { get; }

    /// <summary>Signs bytes.</summary>
    byte[] Sign(ReadOnlySpan<byte> bytes);
}
