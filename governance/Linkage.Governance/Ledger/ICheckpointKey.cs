namespace Linkage.Governance.Ledger;

/// <summary>The public half of a key that signs checkpoints. The room that keeps keys says how it verifies.</summary>
public interface ICheckpointKey
{
    /// <summary>The public key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Whether a signature over some bytes was made with this key.</summary>
    bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature);
}
