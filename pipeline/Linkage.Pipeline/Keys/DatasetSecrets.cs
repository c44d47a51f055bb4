using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// What a ring has extracted from dataset secrets, each asked of the vault once: a vault in the cloud counts requests. Cleared when disposed.
/// </summary>
/// <param name="vault">The vault.</param>
/// <param name="saltOf">What root and epoch give for a scope. The caller clears it.</param>
internal sealed class DatasetSecrets(IKeyVault vault, Func<GrantScope, byte[]> saltOf) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _extracted = new(StringComparer.Ordinal);
    private readonly Dictionary<DatasetPeriod, string> _names = [];
    private IReadOnlyList<GrantKey>? _keys;

    /// <summary>Finds the secret of a period, made where there is none.</summary>
    /// <returns>Its name, and a copy of what was extracted, which the caller clears.</returns>
    /// <exception cref="KeyVaultException">It cannot be used.</exception>
    public (string KeyId, byte[] Extracted) Of(DatasetPeriod period)
    {
        lock (_lock)
        {
            if (!_names.TryGetValue(period, out var name))
            {
                _names[period] = name = Take(DatasetKeys.ScopeOf(period));
            }

            return (name, Copy(_extracted[name]));
        }
    }

    /// <summary>Finds a secret by its name; null when it is not there. Makes none.</summary>
    /// <returns>A copy of what was extracted, which the caller clears.</returns>
    /// <exception cref="KeyVaultException">It cannot be used.</exception>
    public byte[]? Named(string keyId)
    {
        lock (_lock)
        {
            if (_extracted.TryGetValue(keyId, out var known))
            {
                return Copy(known);
            }

            var key = (_keys ??= Listed()).FirstOrDefault(one => one.KeyId == keyId) ?? (_keys = Listed()).FirstOrDefault(one => one.KeyId == keyId);
            return key is not null && Take(key.Scope) == keyId ? Copy(_extracted[keyId]) : null;
        }
    }

    /// <summary>When a secret was destroyed; null when nothing says so.</summary>
    public DateTimeOffset? DestroyedAt(string keyId) => vault.GrantTombstones().FirstOrDefault(tombstone => tombstone.Key.KeyId == keyId)?.DestroyedAt;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var extracted in _extracted.Values)
            {
                CryptographicOperations.ZeroMemory(extracted);
            }

            _extracted.Clear();
        }
    }

    private List<GrantKey> Listed() => [.. vault.GrantKeys().Where(key => DatasetKeys.PeriodOf(key) is not null)];

    private string Take(GrantScope scope)
    {
        using var secret = vault.OpenGrantSecret(scope);
        var salt = saltOf(scope);
        try
        {
            var extracted = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
            HKDF.Extract(HashAlgorithmName.SHA256, secret.Bytes, salt, extracted);
            _extracted[secret.Key.KeyId] = extracted;
            return secret.Key.KeyId;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salt);
        }
    }

    private static byte[] Copy(byte[] extracted)
    {
        var copy = GC.AllocateUninitializedArray<byte>(extracted.Length, pinned: true);
        extracted.CopyTo(copy, 0);
        return copy;
    }
}
