using System.Security.Cryptography;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The grant secrets of a local vault, in a folder of their own: <c>CONTENT-HASH.key</c>, and for each one that was destroyed <c>CONTENT-HASH.KEY-ID.destroyed.json</c>.
/// A destruction writes the tombstone first; then the file is renamed, so that nobody finds it, overwritten and removed. Wherever that is interrupted, the tombstone
/// stands, and whoever opens or lists the secrets next completes it.
/// </summary>
internal sealed class LocalGrantKeys(string folder)
{
    private const string KeySuffix = ".key";
    private const string TombstoneSuffix = ".destroyed.json";
    private const string DyingSuffix = ".destroying";
    private const string UnfinishedSuffix = ".tmp";

    /// <summary>Whether it holds secrets or tombstones.</summary>
    public bool HasAny => Files(KeySuffix).Any() || Files(TombstoneSuffix).Any();

    /// <summary>Reads the secret of a permission, and makes one where there is none.</summary>
    public GrantSecret OpenOrCreate(GrantScope scope)
    {
        scope.RequirePlain();
        CompleteDestructions();
        var path = PathOf(scope.ContentHash);
        if (!File.Exists(path))
        {
            return Create(path, scope);
        }

        var secret = Read(path);
        if (secret.Key.Scope == scope)
        {
            return secret;
        }

        secret.Dispose();
        throw new KeyVaultException(path, "names another grant or rule than the one it is used for", "Restore it from its backup.");
    }

    /// <summary>Every secret that is there.</summary>
    public IReadOnlyList<GrantKey> Keys()
    {
        CompleteDestructions();
        return [.. Files(KeySuffix).Select(KeyIn)];
    }

    /// <summary>Every tombstone, the oldest first.</summary>
    public IReadOnlyList<GrantTombstone> Tombstones() => [.. Files(TombstoneSuffix).Select(ReadTombstone).OrderBy(t => t.DestroyedAt).ThenBy(t => t.Key.KeyId, StringComparer.Ordinal)];

    /// <summary>Destroys a secret, leaving a tombstone.</summary>
    public GrantTombstone Destroy(GrantKey key, string reason, DateTimeOffset at)
    {
        key.Scope.RequirePlain();
        var tombstone = new GrantTombstone(key, at, reason);
        PrivateFolder.Create(folder);
        PrivateFolder.WriteAllBytes(TombstonePathOf(key), GrantTombstoneFile.Write(tombstone));
        CompleteDestructions();
        return tombstone;
    }

    private static GrantSecret Create(string path, GrantScope scope)
    {
        var bytes = RandomNumberGenerator.GetBytes(GrantSecret.Length);
        var file = GrantKeyFile.Write(scope, bytes);
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            PrivateKeyFile.RequirePrivateFolder(Path.GetDirectoryName(path)!);
            PrivateFolder.WriteNewFile(path, file);
            return new GrantSecret(scope, bytes, isNew: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(file);
        }
    }

    private static GrantSecret Read(string path)
    {
        var file = PrivateKeyFile.Read(path);
        try
        {
            var secret = GrantKeyFile.Read(path, file);
            if (secret.Bytes.IndexOfAnyExcept(secret.Bytes[0]) >= 0 && Path.GetFileName(path) == secret.Key.Scope.ContentHash + KeySuffix)
            {
                return secret;
            }

            secret.Dispose();
            throw new KeyVaultException(path, "is not random, or the secret of another grant", "Restore it from its backup.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    private static GrantKey KeyIn(string path)
    {
        using var secret = Read(path);
        return secret.Key;
    }

    private static void Wipe(string path)
    {
        PrivateFolder.Wipe(path);
        PrivateFolder.FlushFolder(Path.GetDirectoryName(path)!);
    }

    private static GrantTombstone ReadTombstone(string path)
    {
        var tombstone = GrantTombstoneFile.Read(path, PrivateKeyFile.Read(path));
        return Path.GetFileName(path) == $"{tombstone.Key.Scope.ContentHash}.{tombstone.Key.KeyId}{TombstoneSuffix}" ? tombstone : throw GrantTombstoneFile.Unreadable(path);
    }

    // A file may hold a destroyed secret because a destruction was interrupted, or because a backup brought it back.
    private void CompleteDestructions()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        PrivateKeyFile.RequirePrivateFolder(folder);
        var tombstones = Tombstones();
        var (graves, dead) = (tombstones.Select(t => t.Key.Scope.ContentHash).ToHashSet(StringComparer.Ordinal), tombstones.Select(t => t.Key.KeyId).ToHashSet(StringComparer.Ordinal));
        foreach (var path in Files(KeySuffix).Where(p => graves.Contains(Path.GetFileNameWithoutExtension(p))).Where(p => dead.Contains(KeyIn(p).KeyId)))
        {
            File.Move(path, path + DyingSuffix, overwrite: true);
            PrivateFolder.FlushFolder(folder);
        }

        foreach (var path in Files(DyingSuffix))
        {
            Wipe(path);
        }

        // Half-written by a killed run. Not overwritten: where it was killed between its two steps, the whole file beside it has the same bytes on the disk.
        foreach (var path in Files(UnfinishedSuffix))
        {
            File.Delete(path);
        }
    }

    private IEnumerable<string> Files(string suffix) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder).Where(f => f.EndsWith(suffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];

    private string PathOf(string contentHash) => Path.Combine(folder, contentHash + KeySuffix);

    private string TombstonePathOf(GrantKey key) => Path.Combine(folder, $"{key.Scope.ContentHash}.{key.KeyId}{TombstoneSuffix}");
}
