using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// Every key of one council and epoch, derived with HKDF-SHA-256 (RFC 5869) from the root secret and the secret of the epoch, and join keys from these and the secret of their grant.
/// The root itself is held no longer than it takes to extract from it; what is held is cleared when the ring is disposed.
/// </summary>
public sealed class KeyRing : IDisposable
{
    internal static readonly byte[] Salt = Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1");

    private readonly IKeyVault _vault;
    private readonly Action<GrantKeyEvent>? _tell;
    private readonly byte[] _extracted;
    private readonly string _council;
    private readonly DatasetSecrets _datasets;
    private bool _disposed;

    private KeyRing(IKeyVault vault, byte[] extracted, string council, int epoch, Action<GrantKeyEvent>? tell)
    {
        _vault = vault;
        _tell = tell;
        _extracted = extracted;
        _council = council;
        Epoch = epoch;
        _datasets = new DatasetSecrets(vault, scope => Expand(new KeyInfo("dataset-salt", "workspace", $"dataset-key:{scope.ContentHash}", "dataset", 1).Encode()));
    }

    /// <summary>Key epoch, from 1. Another epoch gives every pseudonym another value.</summary>
    public int Epoch { get; }

    /// <summary>Opens the ring of a council in the epoch that is in use.</summary>
    /// <param name="vault">Where the root secret, the secret of the epoch and the grant secrets are.</param>
    /// <param name="council">Party id of the council, as in <c>ashgrove-council</c>.</param>
    /// <param name="tell">Told of every grant secret that is made and of every join key that is derived; null when nobody asks.</param>
    /// <exception cref="KeyVaultException">The root secret or the secret of the epoch cannot be used.</exception>
    public static KeyRing Open(IKeyVault vault, string council, Action<GrantKeyEvent>? tell = null) => Open(vault, council, KeyEpochs.Current(vault), tell);

    /// <summary>Opens the ring of a council in an epoch.</summary>
    /// <param name="vault">Where the root secret, the secret of the epoch and the grant secrets are.</param>
    /// <param name="council">Party id of the council, as in <c>ashgrove-council</c>.</param>
    /// <param name="epoch">Key epoch, from 1.</param>
    /// <param name="tell">Told of every grant secret that is made and of every join key that is derived; null when nobody asks.</param>
    /// <exception cref="KeyVaultException">The root secret or the secret of the epoch cannot be used.</exception>
    public static KeyRing Open(IKeyVault vault, string council, int epoch, Action<GrantKeyEvent>? tell = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(council);
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        var extracted = ExtractFromRoot(vault);
        if (KeyEpochs.Find(vault, epoch) is { } key)
        {
            MixIn(vault, key.Scope, extracted);
        }

        return new KeyRing(vault, extracted, council, epoch, tell);
    }

    /// <summary>The key that turns a dataset's own record ids into record keys. Needs no grant: a record key joins with nothing.</summary>
    public PseudonymKey DatasetKey(DatasetId dataset) => Derive("record-key", $"dataset:{dataset}", "record");

    /// <summary>
    /// The keys under which a grant's datasets share persons and households. Bound to what is permitted and not to the run: the same permission has the
    /// same keys in every run, any other permission has others, so that pseudonyms of two grants share no value. They need the root secret and the secret of the
    /// grant, which is made here when there is none: once that is destroyed, nobody can make these keys again, and the same permission gets others.
    /// </summary>
    /// <exception cref="KeyVaultException">The secret of the grant cannot be used.</exception>
    public JoinKeys JoinKeys(Grant grant) => JoinKeysOf(GrantScope.Of(grant));

    /// <summary>
    /// The key by which a grant's trial deals out its arms. It follows from the grant secret as join keys do, and from the id of the trial: another trial, and the same trial under
    /// another permission, deals otherwise. Nobody without it can tell who would get which arm.
    /// </summary>
    /// <exception cref="InvalidOperationException">The grant has no trial.</exception>
    /// <exception cref="KeyVaultException">The secret of the grant cannot be used.</exception>
    public TrialKey TrialKey(Grant grant) =>
        TrialKeyOf(GrantScope.Of(grant), grant.Trial?.Id ?? throw new InvalidOperationException("The grant has no trial, so it has no key for one."));

    /// <summary>
    /// The key that seals published sets. It belongs to the root and the epoch and so to the workspace, and not to a council: the sets of every project stand in the same zones.
    /// </summary>
    public SealKey SealKey() => new(Expand(new KeyInfo("seal-key", "workspace", "zones", "seal", 1).Encode()));

    /// <summary>
    /// The key that seals the files of one place in the zones. As the seal key it belongs to the workspace: what is landed there is shared by every project.
    /// </summary>
    /// <param name="zone">The zone, as in <c>identity</c>.</param>
    /// <param name="name">The name under which sets are published there, as in <c>food-vouchers</c>.</param>
    public ZoneKey ZoneKey(string zone, string name)
    {
        var info = new KeyInfo("zone-key", "workspace", $"{zone}:{name}", "files", 1).Encode();
        return new ZoneKey(Expand(info), info);
    }

    /// <summary>As <see cref="ZoneKey(string, string)"/>, for files of a dataset that are sealed now: it needs the secret of the dataset's month too, which is made where there is none.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="period">The dataset, of the epoch of this ring, and the month.</param>
    /// <exception cref="KeyVaultException">The secret cannot be used.</exception>
    internal ZoneKey ZoneKey(string zone, DatasetPeriod period)
    {
        var (name, extracted) = _datasets.Of(period);
        return ZoneKey(zone, period.Dataset, name, extracted);
    }

    /// <summary>As <see cref="ZoneKey(string, string)"/>, for files that were sealed under a dataset secret; null when it is not there.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="name">The name under which sets are published there.</param>
    /// <param name="keyId">Name of the secret, as it stands at the head of the file.</param>
    /// <exception cref="KeyVaultException">The secret cannot be used.</exception>
    internal ZoneKey? ZoneKey(string zone, string name, string keyId) => _datasets.Named(keyId) is { } extracted ? ZoneKey(zone, name, keyId, extracted) : null;

    /// <summary>When a dataset secret was destroyed; null when nothing says so.</summary>
    internal DateTimeOffset? DatasetKeyDestroyedAt(string keyId) => _datasets.DestroyedAt(keyId);

    /// <inheritdoc/>
    public void Dispose()
    {
        _datasets.Dispose();
        CryptographicOperations.ZeroMemory(_extracted);
        _disposed = true;
    }

    internal JoinKeys JoinKeysOf(GrantScope scope)
    {
        using var secret = _vault.OpenGrantSecret(scope);
        if (secret.IsNew)
        {
            _tell?.Invoke(new GrantKeyEvent(GrantKeyAct.Made, secret.Key));
        }

        var person = Derive(secret, "person-key", JoinField.Person);
        try
        {
            return new JoinKeys(secret.Key, person, Derive(secret, "household-key", JoinField.Household));
        }
        catch
        {
            person.Dispose();
            throw;
        }
    }

    internal TrialKey TrialKeyOf(GrantScope scope, string trial)
    {
        using var secret = _vault.OpenGrantSecret(scope);
        if (secret.IsNew)
        {
            _tell?.Invoke(new GrantKeyEvent(GrantKeyAct.Made, secret.Key));
        }

        return new TrialKey(secret.Key, Derive(secret, "trial-key", JoinField.Arm, $"arm:{trial}"));
    }

    private ZoneKey ZoneKey(string zone, string name, string keyId, byte[] extracted)
    {
        try
        {
            var info = new KeyInfo("zone-key", "workspace", $"{zone}:{name}", "files", 1).Encode();
            var sealing = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
            HKDF.Expand(HashAlgorithmName.SHA256, extracted, sealing, info);
            return new ZoneKey(Expand(info), info) { Dataset = new DatasetSealing(Convert.FromHexString(keyId), sealing) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    private PseudonymKey Derive(string use, string scope, string field)
    {
        var info = new KeyInfo(use, _council, scope, field, Epoch).Encode();
        return new PseudonymKey(Expand(info), info);
    }

    // What the root gives for the grant salts an extract from the grant's secret: who has one of the two and not the other learns nothing of the key.
    private PseudonymKey Derive(GrantSecret secret, string use, JoinField field) => Derive(secret, use, field, field.ToString().ToLowerInvariant());

    private PseudonymKey Derive(GrantSecret secret, string use, JoinField field, string name)
    {
        var scope = $"grant:{secret.Key.Scope.ContentHash}";
        var salt = Expand(new KeyInfo("grant-salt", _council, scope, "grant", Epoch).Encode());
        var extracted = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        try
        {
            HKDF.Extract(HashAlgorithmName.SHA256, secret.Bytes, salt, extracted);
            var info = new KeyInfo(use, _council, scope, name, Epoch).Encode();
            var key = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
            HKDF.Expand(HashAlgorithmName.SHA256, extracted, key, info);
            _tell?.Invoke(new GrantKeyEvent(GrantKeyAct.Used, secret.Key) { Field = field });
            return new PseudonymKey(key, info);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salt);
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    private static byte[] ExtractFromRoot(IKeyVault vault)
    {
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
            return extracted;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    // As for a grant: what the root gives for the epoch salts an extract from the epoch's secret, so that neither alone gives a key.
    private static void MixIn(IKeyVault vault, GrantScope epoch, byte[] extracted)
    {
        using var secret = vault.OpenGrantSecret(epoch);
        var salt = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        try
        {
            HKDF.Expand(HashAlgorithmName.SHA256, extracted, salt, new KeyInfo("epoch-salt", "workspace", "keys", "epoch", epoch.RuleVersion).Encode());
            HKDF.Extract(HashAlgorithmName.SHA256, secret.Bytes, salt, extracted);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salt);
        }
    }

    private byte[] Expand(byte[] info)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, _extracted, key, info);
        return key;
    }
}
