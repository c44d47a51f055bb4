namespace Linkage.Governance.Ledger;

/// <summary>A key that signs checkpoints.</summary>
public interface ICheckpointSigner
{
    /// <summary>The public key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs bytes.</summary>
    byte[] Sign(ReadOnlySpan<byte> bytes);
}
