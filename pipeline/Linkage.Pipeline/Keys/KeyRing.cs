using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// Every key of one council and epoch, derived from the root secret with HKDF-SHA-256 (RFC 5869). The root itself is held no longer than
/// it takes to extract from it; what is held is cleared when the ring is disposed.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1");

    private readonly byte[] _extracted;
    private readonly string _council;
    private readonly int _epoch;
    private bool _disposed;

    private KeyRing(byte[] extracted, string council, int epoch)
    {
        _extracted = extracted;
        _council = council;
        _epoch = epoch;
    }

    /// <summary>Opens the ring of a council.</summary>
    /// <param name="vault">Where the root secret is.</param>
    /// <param name="council">Party id of the council, as in <c>ashgrove-council</c>.</param>
    /// <param name="epoch">Key epoch, from 1. A new epoch gives every pseudonym another value.</param>
    /// <exception cref="KeyVaultException">The root secret cannot be used.</exception>
    public static KeyRing Open(IKeyVault vault, string council, int epoch)
    {
        ArgumentException.ThrowIfNullOrEmpty(council);
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        var root = vault.ReadRootSecret();
        try
        {
            if (root.Length < LocalKeyVault.RootSecretLength || root.AsSpan().IndexOfAnyExcept(root[0]) < 0)
            {
                throw new KeyVaultException("The root secret", "is shorter than 32 bytes or not random", "Restore the root key from its backup.");
            }

            // Pinned, so that the collector leaves no copies behind when it moves objects.
            var extracted = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
            HKDF.Extract(HashAlgorithmName.SHA256, root, Salt, extracted);
            return new KeyRing(extracted, council, epoch);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    /// <summary>The key that turns a dataset's own record ids into record keys. Needs no grant: a record key joins with nothing.</summary>
    public PseudonymKey DatasetKey(DatasetId dataset) => Derive("record-key", $"dataset:{dataset}", "record");

    /// <summary>
    /// The key under which a grant's datasets share person or household keys. Bound to what is permitted and not to the run: the same permission has the
    /// same keys in every run, any other permission has others, so that pseudonyms of two grants share no value.
    /// </summary>
    public PseudonymKey JoinKey(Grant grant, JoinField field) => JoinKeyOf(grant.ContentHash, field);

    /// <summary>
    /// The key that seals published sets. It belongs to the root and so to the workspace, and not to a council or epoch: the sets of every project stand in the same zones.
    /// </summary>
    public SealKey SealKey() => new(Expand(new KeyInfo("seal-key", "workspace", "zones", "seal", 1).Encode()));

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_extracted);
        _disposed = true;
    }

    internal PseudonymKey JoinKeyOf(string grantContentHash, JoinField field) => field switch
    {
        JoinField.Person => Derive("person-key", $"grant:{grantContentHash}", "person"),
        JoinField.Household => Derive("household-key", $"grant:{grantContentHash}", "household"),
    };

    private PseudonymKey Derive(string use, string scope, string field)
    {
        var info = new KeyInfo(use, _council, scope, field, _epoch).Encode();
        return new PseudonymKey(Expand(info), info);
    }

    private byte[] Expand(byte[] info)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, _extracted, key, info);
        return key;
    }
}
