using System.Globalization;
using System.Security.Cryptography;
using Azure.Security.KeyVault.Secrets;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>
/// The grant secrets of a Key Vault, and for each one that was destroyed a tombstone beside it. Key Vault cannot write only where nothing is: whoever finds no secret writes one under a name
/// of its own, waits until any other that was written meanwhile shows, and then uses the oldest, as everybody does. A destruction writes the tombstone first, then deletes and purges, then
/// writes into the tombstone what became of it. Wherever that is interrupted, the tombstone stands, and whoever opens or lists the secrets next completes it.
/// </summary>
internal sealed class AzureGrantKeys(AzureSecrets secrets)
{
    private const string ContentType = "application/x-linkage-grant-key";
    private const string TombstoneContentType = "application/x-linkage-grant-tombstone+json";
    private const string StateTag = "state";
    private const string Done = "done";
    private const string Unused = "unused";

    /// <summary>Reads the secret of a permission, and makes one where there is none.</summary>
    public GrantSecret OpenOrCreate(GrantScope scope)
    {
        scope.RequirePlain();
        var there = Survey();
        string? made = null;
        if (!there.Any(scope.ContentHash))
        {
            made = Create(scope);
            there = Survey();
        }

        var chosen = Chosen(there, scope.ContentHash);
        if (made is not null && made != chosen.KeyId)
        {
            Discard(scope.ContentHash, made);
        }

        var secret = Read(chosen, isNew: made == chosen.KeyId);
        if (secret.Key.Scope == scope)
        {
            return secret;
        }

        secret.Dispose();
        throw new KeyVaultException(secrets.LocationOf(chosen.Name), "names another grant or rule than the one it is used for", "Restore it from its backup.");
    }

    /// <summary>Every secret that counts.</summary>
    public IReadOnlyList<GrantKey> Keys() => [.. Survey().Grants.GroupBy(g => g.ContentHash).Select(Oldest).OrderBy(g => g.ContentHash, StringComparer.Ordinal).Select(KeyOf)];

    /// <summary>Every tombstone, the oldest first.</summary>
    public IReadOnlyList<GrantTombstone> Tombstones() =>
        [.. Survey().Tombstones.Select(t => ReadTombstone(t.ContentHash, t.KeyId)).OrderBy(t => t.DestroyedAt).ThenBy(t => t.Key.KeyId, StringComparer.Ordinal)];

    /// <summary>Destroys a secret, leaving a tombstone.</summary>
    public GrantTombstone Destroy(GrantKey key, string reason, DateTimeOffset at)
    {
        key.Scope.RequirePlain();
        var tombstone = new GrantTombstone(key, at, reason);
        Write(tombstone, isDone: false);
        return Complete(tombstone);
    }

    /// <summary>Writes a secret that was made elsewhere, and nothing where it is there already.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Import(GrantSecret secret)
    {
        var name = AzureSecretName.OfGrant(secret.Key.Scope.ContentHash, secret.Key.KeyId);
        var there = Survey();
        if (there.Grants.Any(g => g.Name == name))
        {
            return false;
        }

        if (there.Any(secret.Key.Scope.ContentHash))
        {
            throw new KeyVaultException(secrets.LocationOf(name), "cannot be brought here, for the vault has another secret of the same grant", "Find out which of the two made the person keys in use, by the key ids in the ledger; destroy the other.");
        }

        Write(secret.Key.Scope, secret.Bytes, secret.Key.KeyId);
        return true;
    }

    private string Create(GrantScope scope)
    {
        RequireNotDeleted(scope.ContentHash);
        var bytes = RandomNumberGenerator.GetBytes(GrantSecret.Length);
        try
        {
            var id = GrantSecret.IdOf(scope.ContentHash, bytes);
            Write(scope, bytes, id);
            return id;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private void Write(GrantScope scope, ReadOnlySpan<byte> secret, string id)
    {
        var text = GrantKeyFile.Write(scope, secret);
        try
        {
            secrets.Write(AzureSecretName.OfGrant(scope.ContentHash, id), text, ContentType, TagsOf(scope));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static (string, string)[] TagsOf(GrantScope scope) =>
        [("grant", scope.ContentHash), ("rule", scope.RuleId), ("version", scope.RuleVersion.ToString(CultureInfo.InvariantCulture)), ("rule-hash", scope.RuleHash)];

    // Everybody waits until the oldest is old enough for nobody to see an older one.
    private GrantSecretName Chosen(Holdings there, string contentHash)
    {
        var waiting = secrets.StartWaiting();
        while (true)
        {
            var oldest = Oldest(there.Grants.Where(g => g.ContentHash == contentHash));
            if (!waiting.IsNeeded(oldest.Latest, there.Now))
            {
                return oldest;
            }

            there = Survey();
        }
    }

    // The list dates a secret by its latest version, and anybody may have added one by hand.
    private GrantSecretName Oldest(IEnumerable<GrantSecretName> secretsOfOneGrant)
    {
        var all = secretsOfOneGrant.ToList();
        return all switch
        {
            [] => throw new KeyVaultException(secrets.Vault, "lost a grant secret while it was opened: somebody destroys it at the same time", "Run again."),
            [var only] => only,
            _ => all.OrderBy(g => secrets.Versions(g.Name).Versions is [var first, ..] ? first.CreatedOn : DateTimeOffset.MaxValue).ThenBy(g => g.KeyId, StringComparer.Ordinal).First(),
        };
    }

    // It was never used. The tag tells whoever finds it deleted that nobody misses it; and where this stops half-way, it lies unused behind the older one.
    private void Discard(string contentHash, string keyId)
    {
        var name = AzureSecretName.OfGrant(contentHash, keyId);
        try
        {
            if (secrets.Versions(name).Versions is [.., var latest])
            {
                secrets.Tag(latest, StateTag, Unused);
                _ = secrets.Delete(name) is { } deleted && secrets.Purge(deleted);
            }
        }
        catch (KeyVaultException)
        {
        }
    }

    private void RequireNotDeleted(string contentHash)
    {
        var deleted = secrets.Deleted().Where(d => AzureSecretName.Grant(d.Name)?.ContentHash == contentHash && !IsUnused(d.Properties)).ToList();
        var destroyed = deleted.Count == 0 ? [] : Survey().Tombstones.Select(t => AzureSecretName.OfGrant(t.ContentHash, t.KeyId)).ToHashSet(StringComparer.Ordinal);
        if (deleted.FirstOrDefault(d => !destroyed.Contains(d.Name)) is { } lost)
        {
            throw new KeyVaultException(
                secrets.LocationOf(lost.Name),
                "was deleted by hand and can still be recovered; no new one was made, since it would give everybody another key",
                "Find out who deleted it; recover it with: az keyvault secret recover --id ID");
        }
    }

    private static bool IsUnused(SecretProperties properties) => properties.Tags.TryGetValue(StateTag, out var state) && state == Unused;

    private GrantKey KeyOf(GrantSecretName grant)
    {
        // There is one for each dataset and month, too many to read each time. What its tags say has to give the hash that it is named by, so nobody can say otherwise.
        if (grant.Latest.Tags.TryGetValue("rule", out var rule) && grant.Latest.Tags.TryGetValue("version", out var version) && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && new GrantScope(grant.ContentHash, rule, number, grant.ContentHash) is var scope && DatasetKeys.PeriodOf(scope) is not null)
        {
            return new GrantKey(scope, grant.KeyId);
        }

        using var secret = Read(grant, isNew: false);
        return secret.Key;
    }

    private GrantSecret Read(GrantSecretName grant, bool isNew)
    {
        var location = secrets.LocationOf(grant.Name);
        var (versions, now) = secrets.Versions(grant.Name);
        var text = versions is [var first, ..] ? secrets.Read((first, now)) : throw new KeyVaultException(location, "is missing", "Run again; if it stays, restore it from its backup.");
        try
        {
            var secret = GrantKeyFile.Read(location, text, isNew);
            if (secret.Key.KeyId == grant.KeyId && secret.Key.Scope.ContentHash == grant.ContentHash && secret.Bytes.IndexOfAnyExcept(secret.Bytes[0]) >= 0)
            {
                return secret;
            }

            secret.Dispose();
            throw new KeyVaultException(location, "is not random, or the secret of another grant", "Restore it from its backup.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private GrantTombstone ReadTombstone(string contentHash, string keyId)
    {
        var name = AzureSecretName.OfTombstone(contentHash, keyId);
        var tombstone = GrantTombstoneFile.Read(secrets.LocationOf(name), secrets.ReadLatest(name));
        return tombstone.Key.Scope.ContentHash == contentHash && tombstone.Key.KeyId == keyId ? tombstone : throw GrantTombstoneFile.Unreadable(secrets.LocationOf(name));
    }

    private void Write(GrantTombstone tombstone, bool isDone)
    {
        var name = AzureSecretName.OfTombstone(tombstone.Key.Scope.ContentHash, tombstone.Key.KeyId);
        if (!isDone && secrets.FindDeleted(name) is not null)
        {
            secrets.Recover(name);
        }

        secrets.Write(name, GrantTombstoneFile.Write(tombstone), TombstoneContentType, [.. TagsOf(tombstone.Key.Scope), ("reason", tombstone.Reason), (StateTag, isDone ? Done : "destroying")]);
    }

    private GrantTombstone Complete(GrantTombstone tombstone)
    {
        var deleted = secrets.Delete(AzureSecretName.OfGrant(tombstone.Key.Scope.ContentHash, tombstone.Key.KeyId));
        var complete = tombstone with { RecoverableUntil = deleted is null || secrets.Purge(deleted) ? null : deleted.ScheduledPurgeDate ?? DateTimeOffset.MaxValue };
        Write(complete, isDone: true);
        return complete;
    }

    // A secret with a tombstone is there because its destruction was interrupted, or because somebody recovered or restored it.
    private Holdings Survey()
    {
        var (all, now) = secrets.List();
        var tombstones = Named(all, AzureSecretName.Tombstone);
        var grants = Named(all, AzureSecretName.Grant);
        foreach (var (name, latest) in tombstones.Where(t => grants.ContainsKey(t.Key) || !(t.Value.Tags.TryGetValue(StateTag, out var state) && state == Done)))
        {
            Complete(ReadTombstone(name.ContentHash, name.KeyId));
            grants.Remove(name);
        }

        return new Holdings([.. grants.Select(g => new GrantSecretName(g.Key.ContentHash, g.Key.KeyId, g.Value))], [.. tombstones.Keys], now);
    }

    // What is written while the pages are turned can stand on two of them.
    private static Dictionary<(string ContentHash, string KeyId), SecretProperties> Named(IReadOnlyList<SecretProperties> all, Func<string, (string, string)?> nameOf)
    {
        var named = new Dictionary<(string, string), SecretProperties>();
        foreach (var secret in all)
        {
            if (nameOf(secret.Name) is { } name)
            {
                named[name] = secret;
            }
        }

        return named;
    }

    private sealed record GrantSecretName(string ContentHash, string KeyId, SecretProperties Latest)
    {
        public string Name => Latest.Name;
    }

    private sealed record Holdings(IReadOnlyList<GrantSecretName> Grants, IReadOnlyList<(string ContentHash, string KeyId)> Tombstones, DateTimeOffset Now)
    {
        public bool Any(string contentHash) => Grants.Any(g => g.ContentHash == contentHash);
    }
}
