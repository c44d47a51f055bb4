using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The key epochs of a vault. An epoch has a secret of its own, kept as grant secrets are, and every key of the epoch needs it beside the root: once it is destroyed nobody can make
/// those keys again. The epoch in use is the first one that no tombstone ends, so that the tombstone is what ends one epoch and begins the next: there is nothing in between.
/// The first epoch of a vault from before there were secrets of epochs has none; its keys come from the root alone.
/// </summary>
public static class KeyEpochs
{
    /// <summary>What the secret of an epoch bears where that of a grant bears its rule. No rule is named like that.</summary>
    public const string Name = "linkage:key-epoch";

    /// <summary>Reason code of the tombstone of an epoch.</summary>
    public const string Rotated = "KEYS_ROTATED";

    /// <summary>The epoch in use, from 1.</summary>
    /// <param name="vault">The vault.</param>
    /// <exception cref="KeyVaultException">A secret or a tombstone is damaged or readable by others.</exception>
    public static int Current(IKeyVault vault)
    {
        var ended = Ended(vault);
        return Enumerable.Range(1, ended.Count + 1).First(epoch => !ended.Contains(epoch));
    }

    /// <summary>Gives the first epoch of a new vault its secret; one that has keys of grants or epochs already is left as it is.</summary>
    /// <param name="vault">The vault.</param>
    /// <exception cref="KeyVaultException">A secret or a tombstone is damaged or readable by others.</exception>
    public static void Begin(IKeyVault vault)
    {
        if (vault.GrantKeys().Count == 0 && vault.GrantTombstones().Count == 0)
        {
            Open(vault, 1);
        }
    }

    /// <summary>Draws the secret of an epoch, or finds it.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="KeyVaultException">It is damaged or readable by others.</exception>
    public static GrantKey Open(IKeyVault vault, int epoch)
    {
        using var secret = vault.OpenGrantSecret(ScopeOf(epoch));
        return secret.Key;
    }

    /// <summary>Ends an epoch for good: the next one is in use from then on. Its keys cannot be made again, unless it is a first epoch without a secret.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="key">The secret of the epoch, by name (<see cref="KeyOf"/>).</param>
    /// <param name="at">The instant the tombstone bears.</param>
    /// <exception cref="KeyVaultException">It cannot be destroyed.</exception>
    public static GrantTombstone End(IKeyVault vault, GrantKey key, DateTimeOffset at) => vault.DestroyGrantSecret(key, Rotated, at);

    /// <summary>The secret of an epoch, by name; of the first epoch of a vault that gave it none, a name that stands for the root alone.</summary>
    /// <exception cref="KeyVaultException">The secret is missing where there was one.</exception>
    public static GrantKey KeyOf(IKeyVault vault, int epoch)
    {
        if (Find(vault, epoch) is { } key)
        {
            return key;
        }

        // Named after the root, so that it is another in every vault.
        using var ring = KeyRing.Open(vault, "workspace", epoch);
        using var seals = ring.SealKey();
        return new GrantKey(ScopeOf(epoch), seals.Mac(["key epoch without a secret"])[..(2 * DerivedKeyId.Length)]);
    }

    /// <summary>The secret of an epoch, by name; null for the first epoch of a vault that gave it none.</summary>
    /// <exception cref="KeyVaultException">The epoch has ended, or the secret is missing where there was one.</exception>
    internal static GrantKey? Find(IKeyVault vault, int epoch)
    {
        var scope = ScopeOf(epoch);
        if (Ended(vault).Contains(epoch))
        {
            throw new KeyVaultException(vault.GrantLocation(scope.ContentHash), string.Create(CultureInfo.InvariantCulture, $"was destroyed: key epoch {epoch} has ended"), "Its keys cannot be made again; work with the epoch in use.");
        }

        var key = vault.GrantKeys().FirstOrDefault(one => one.Scope == scope);
        return key is not null || epoch == 1
            ? key
            : throw new KeyVaultException(
                vault.GrantLocation(scope.ContentHash),
                string.Create(CultureInfo.InvariantCulture, $"is missing: it holds the secret of key epoch {epoch}, without which no key can be made"),
                "Restore the keys from a backup made after the rotation (runbook: Rotate the keys).");
    }

    /// <summary>The secret of an epoch, by a name that was recorded of it.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="keyId">Name of its secret.</param>
    public static GrantKey Named(int epoch, string keyId) => new(ScopeOf(epoch), keyId);

    /// <summary>Which epoch a secret belongs to; null for that of a grant.</summary>
    public static int? NumberOf(GrantKey key) => key.Scope.RuleId == Name ? key.Scope.RuleVersion : null;

    /// <summary>Under which scope the secret of an epoch is kept.</summary>
    internal static GrantScope ScopeOf(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"linkage key epoch {epoch}"))));
        return new GrantScope(hash, Name, epoch, hash);
    }

    // A tombstone ends the secret that it names. Where another lies in its place, one of the two was put there by somebody.
    private static HashSet<int> Ended(IKeyVault vault)
    {
        var tombstones = vault.GrantTombstones().Where(tombstone => NumberOf(tombstone.Key) is not null).ToList();
        return tombstones.Count > 0 && vault.GrantKeys().FirstOrDefault(key => tombstones.Exists(tombstone => tombstone.Key.Scope == key.Scope)) is { } alive
            ? throw new KeyVaultException(
                vault.GrantLocation(alive.Scope.ContentHash),
                string.Create(CultureInfo.InvariantCulture, $"is another secret of key epoch {alive.Scope.RuleVersion} than the one that was destroyed"),
                "Find out who put the tombstone or the secret there: perhaps it is of another workspace. Nothing was wiped.")
            : [.. tombstones.Select(tombstone => NumberOf(tombstone.Key)!.Value)];
    }
}
