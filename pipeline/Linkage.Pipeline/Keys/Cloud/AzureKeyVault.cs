using System.Security.Cryptography;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>
/// Keys in an Azure Key Vault, as secrets whose values are the texts that the files of a <see cref="LocalKeyVault"/> hold: <c>linkage-root</c>, <c>linkage-signing</c>,
/// <c>linkage-grant-CONTENT-HASH-KEY-ID</c> and <c>linkage-destroyed-CONTENT-HASH-KEY-ID</c>. Of several versions the oldest counts, so nobody replaces a key by adding one; of a credential,
/// <c>linkage-credential-NAME</c>, the latest, for those are replaced. Opening the
/// vault asks nothing and makes nothing. Every failure is a <see cref="KeyVaultException"/>. Values are kept in memory for a bounded time and cleared when disposed; the strings in which
/// the client hands them over are the collector's.
/// </summary>
public sealed class AzureKeyVault : IKeyVault, ICredentialVault, IDisposable
{
    private const string RootContentType = "application/x-linkage-root-key";
    private const string SigningContentType = "application/x-pem-file";
    private const string CredentialContentType = "application/x-linkage-credential";
    private const string RetiredTag = "retired";

    private readonly AzureSecrets _secrets;
    private readonly AzureGrantKeys _grants;

    /// <summary>Names the vault. Nothing is asked until a key is.</summary>
    /// <param name="vault">Its address, https and a host.</param>
    /// <param name="credential">The identity to ask as.</param>
    /// <param name="options">Times, attempts and bounds; null for the defaults.</param>
    public AzureKeyVault(Uri vault, TokenCredential credential, AzureKeyVaultOptions? options = null)
    {
        _secrets = new AzureSecrets(vault, credential, options ?? new AzureKeyVaultOptions());
        _grants = new AzureGrantKeys(_secrets);
    }

    /// <summary>Address of the vault.</summary>
    public string Address => _secrets.Vault;

    internal int CachedCount => _secrets.CachedCount;

    /// <summary>
    /// Makes the root secret and the signing key where they are missing. One that is there is never replaced, and of two that are made at once both makers keep the same.
    /// A root is made only where nothing tells that there was one: no other key in the vault, deleted ones included, and no set made with keys.
    /// </summary>
    /// <param name="zones">Folder of the zones these keys are for, which may be missing; null when there are none.</param>
    /// <param name="scheme">How a signing key that is made here signs.</param>
    /// <returns>Which of the two were made by this call.</returns>
    /// <exception cref="KeyVaultException">The vault cannot be used, or the root secret was lost.</exception>
    public (bool Root, bool Signing) CreateIfMissing(string? zones = null, SignatureScheme scheme = SignatureSchemes.Default)
    {
        var root = Make(AzureSecretName.Root, RootContentType, RootKeyFile.Draw, null, () => RequireNeverHadRoot(zones));
        CryptographicOperations.ZeroMemory(ReadRootSecret());
        var signing = Make(AzureSecretName.Signing, SigningContentType, () => SigningKeyFile.Draw(scheme), IsNotRetired, null);
        CryptographicOperations.ZeroMemory(ReadSigningKey());
        return (root, signing);
    }

    /// <summary>Brings the keys of a local folder here, the root first and tombstones before the secrets; nothing that is here is replaced, and nothing is taken away there.</summary>
    /// <param name="local">The folder.</param>
    /// <returns>How many keys were written.</returns>
    /// <exception cref="KeyVaultException">A key cannot be read or written, or another one is here in its place.</exception>
    public int Import(LocalKeyVault local)
    {
        ArgumentNullException.ThrowIfNull(local);
        var written = ImportText(AzureSecretName.Root, RootContentType, local.ReadRootText(), RootKeyFile.Read, ReadRootSecret, null)
            + ImportText(AzureSecretName.Signing, SigningContentType, local.ReadSigningText(), SigningKeyFile.Read, ReadSigningKey, IsNotRetired);
        var destroyed = GrantTombstones().Select(t => t.Key.KeyId).ToHashSet(StringComparer.Ordinal);
        foreach (var tombstone in local.GrantTombstones().Where(t => !destroyed.Contains(t.Key.KeyId)))
        {
            DestroyGrantSecret(tombstone.Key, tombstone.Reason, tombstone.DestroyedAt);
        }

        foreach (var key in local.GrantKeys())
        {
            using var secret = local.OpenGrantSecret(key.Scope);
            written += _grants.Import(secret) ? 1 : 0;
        }

        var credentials = Credentials();
        foreach (var name in local.Credentials().Except(credentials, StringComparer.Ordinal))
        {
            var text = local.ReadCredential(name)!;
            WriteCredential(name, text);
            CryptographicOperations.ZeroMemory(text);
            written++;
        }

        return written;
    }

    /// <inheritdoc/>
    public byte[] ReadRootSecret() => Read(AzureSecretName.Root, RootKeyFile.Read, null);

    /// <inheritdoc/>
    public byte[] ReadSigningKey() => Read(AzureSecretName.Signing, SigningKeyFile.Read, IsNotRetired);

    /// <inheritdoc/>
    public GrantSecret OpenGrantSecret(GrantScope scope) => _grants.OpenOrCreate(scope);

    /// <inheritdoc/>
    public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at) => _grants.Destroy(key, reason, at);

    /// <inheritdoc/>
    public IReadOnlyList<GrantKey> GrantKeys() => _grants.Keys();

    /// <inheritdoc/>
    public IReadOnlyList<GrantTombstone> GrantTombstones() => _grants.Tombstones();

    /// <inheritdoc/>
    public string GrantLocation(string contentHash) => _secrets.LocationOf($"linkage-grant-{contentHash}");

    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials() =>
        [.. _secrets.List().Secrets.Select(s => s.Name).Where(IsCredential).Select(n => n[AzureSecretName.CredentialPrefix.Length..]).Where(CredentialName.IsName).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public byte[]? ReadCredential(string name) => Credentials().Contains(name, StringComparer.Ordinal) ? _secrets.ReadLatest(SecretOf(name)) : null;

    /// <inheritdoc/>
    public void WriteCredential(string name, ReadOnlySpan<byte> text) => _secrets.Write(SecretOf(name), text, CredentialContentType);

    /// <inheritdoc/>
    public bool RemoveCredential(string name)
    {
        if (!Credentials().Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        if (_secrets.Delete(SecretOf(name)) is { } deleted)
        {
            _secrets.Purge(deleted);
        }

        return true;
    }

    /// <inheritdoc/>
    public string CredentialLocation(string name) => _secrets.LocationOf(SecretOf(name));

    /// <inheritdoc/>
    public void Dispose() => _secrets.Dispose();

    // Versions cannot be deleted one by one, and a name under purge protection not be used again: a signing key that was replaced is disabled and says so.
    private static bool IsNotRetired(SecretProperties version) => !(version.Enabled == false && version.Tags.TryGetValue(RetiredTag, out var retired) && retired == "true");

    private static bool IsCredential(string name) => name.StartsWith(AzureSecretName.CredentialPrefix, StringComparison.Ordinal);

    private static string SecretOf(string name) => CredentialName.IsName(name) ? AzureSecretName.CredentialPrefix + name : throw new ArgumentException("This is no name of a credential.", nameof(name));

    private byte[] Read(string name, Func<string, ReadOnlySpan<byte>, byte[]> read, Func<SecretProperties, bool>? counts)
    {
        var location = _secrets.LocationOf(name);
        var version = _secrets.Oldest(name, counts) ?? throw Missing(name);
        var text = _secrets.Read(version);
        try
        {
            return read(location, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private KeyVaultException Missing(string name) => _secrets.FindDeleted(name) is null
        ? new(_secrets.LocationOf(name), "is missing", "Restore it from its backup; for a new workspace run: linkage keys init")
        : Deleted(name);

    private KeyVaultException Deleted(string name) =>
        new(_secrets.LocationOf(name), "was deleted and can still be recovered", "Find out who deleted it; recover it with: az keyvault secret recover --id ID");

    private bool Make(string name, string contentType, Func<byte[]> draw, Func<SecretProperties, bool>? counts, Action? mayMake)
    {
        if (_secrets.Oldest(name, counts) is not null)
        {
            return false;
        }

        if (_secrets.FindDeleted(name) is not null)
        {
            throw Deleted(name);
        }

        mayMake?.Invoke();
        if (_secrets.Oldest(name, counts) is not null)
        {
            return false;
        }

        var text = draw();
        try
        {
            _secrets.Write(name, text, contentType);
            return IsOldest(name, text, counts);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private bool IsOldest(string name, ReadOnlySpan<byte> text, Func<SecretProperties, bool>? counts)
    {
        var kept = _secrets.Read(_secrets.Oldest(name, counts) ?? throw Missing(name));
        try
        {
            return CryptographicOperations.FixedTimeEquals(kept, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kept);
        }
    }

    private int ImportText(
        string name, string contentType, byte[] text, Func<string, ReadOnlySpan<byte>, byte[]> parse, Func<byte[]> readHere, Func<SecretProperties, bool>? counts)
    {
        byte[] given = [], here = [];
        try
        {
            given = parse(name, text);
            var made = Make(name, contentType, () => [.. text], counts, null);
            here = readHere();
            return CryptographicOperations.FixedTimeEquals(given, here)
                ? made ? 1 : 0
                : throw new KeyVaultException(_secrets.LocationOf(name), "is another key than that of the folder", "A vault serves the keys of one root: name another vault in LINKAGE_KEYS.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(given);
            CryptographicOperations.ZeroMemory(here);
        }
    }

    private void RequireNeverHadRoot(string? zones)
    {
        var evidence = _secrets.List().Secrets.Select(s => s.Name).Concat(_secrets.Deleted().Select(s => s.Name)).FirstOrDefault(n => n != AzureSecretName.Root && !IsCredential(n))
            ?? (zones is not null && ZoneStore.HoldsKeyedSets(zones) ? "sets made with it in the zones" : null);

        // Another maker may be writing its keys meanwhile: then there is a root.
        if (evidence is not null && _secrets.Oldest(AzureSecretName.Root) is null)
        {
            throw new KeyVaultException(
                _secrets.LocationOf(AzureSecretName.Root),
                $"is missing where there was one, for it left {evidence}; no new one was made, since it would change every pseudonym",
                "Restore it from its backup. If the root key is lost for good, leave this workspace and this vault as they are and start new ones.");
        }
    }
}
