using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Retaining;

/// <summary>
/// Which secrets of datasets are there and what hangs on each; and destroying those whose time has come. That nothing is sealed under a secret is not enough, for storage that is not mounted looks
/// like that too: a set that was wiped must have been the last one under it, or everything that was ever sealed under it must be past its contract, or its epoch have ended.
/// </summary>
/// <param name="environment">Where the workspace is, with its vault.</param>
/// <param name="stored">What the store knows of them.</param>
/// <param name="zones">The zones.</param>
internal sealed class DatasetKeyOffice(RunEnvironment environment, StoredDatasetKeys stored, ZoneStore zones)
{
    /// <summary>The secrets there are, and those that were destroyed.</summary>
    /// <exception cref="KeyVaultException">The vault cannot be used.</exception>
    public IReadOnlyList<RetentionDocument.DatasetKey> Report()
    {
        var lying = zones.PlacesByDatasetKey();
        var destroyed = stored.Destroyed();
        var gone = destroyed.Select(one => one.Key.KeyId).ToHashSet(StringComparer.Ordinal);
        return Sorted(Keys()
            .Where(key => (key.Period.Workspace == environment.VaultName || lying.Contains(key.Key.KeyId)) && !gone.Contains(key.Key.KeyId))
            .Select(key => Shown(key.Key, key.Period, lying[key.Key.KeyId].Count(), null))
            .Concat(destroyed.Select(one => Shown(one.Key, one.Period, lying[one.Key.KeyId].Count(), one.At))));
    }

    /// <summary>For each place that is due, the secrets that nothing else hangs on, by name and parted by spaces; nothing for a place without.</summary>
    public IReadOnlyDictionary<string, string> EndsOf(IEnumerable<string> due)
    {
        var places = due.ToHashSet(StringComparer.Ordinal);
        return zones.PlacesByDatasetKey()
            .Where(key => key.All(places.Contains))
            .SelectMany(key => key.Select(place => (Place: place, key.Key)))
            .GroupBy(one => one.Place, one => one.Key, StringComparer.Ordinal)
            .ToDictionary(one => one.Key, one => string.Join(' ', one.Order(StringComparer.Ordinal)), StringComparer.Ordinal);
    }

    /// <summary>Destroys the secrets whose time has come, each recorded first; those too that a killed sweep recorded, or a backup brought back.</summary>
    /// <param name="contracts">The contracts, by dataset id.</param>
    /// <param name="now">The instant.</param>
    /// <exception cref="KeyVaultException">A secret cannot be destroyed; the same again goes on.</exception>
    /// <exception cref="WorkspaceLostException">The workspace was lost.</exception>
    public IReadOnlyList<RetentionDocument.DatasetKey> Sweep(IReadOnlyDictionary<string, DatasetContract> contracts, DateTimeOffset now)
    {
        var keys = Keys();
        if (keys.Count == 0)
        {
            return [];
        }

        var lying = zones.PlacesByDatasetKey();
        var known = stored.Destroyed().Select(one => one.Key.KeyId).ToHashSet(StringComparer.Ordinal);
        var (ended, epoch) = (stored.Ended(), KeyEpochs.Current(environment.Vault));
        var over = keys.Where(key => !known.Contains(key.Key.KeyId) && !lying.Contains(key.Key.KeyId) && IsOver(key.Key, key.Period)).ToList();
        zones.RequireHeld("recording that keys of datasets are destroyed");
        stored.Record(over, environment.Clock, now);
        zones.RequireHeld("destroying keys of datasets");
        var destroyed = stored.DestroyWhatCameBack(environment.Vault).Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        return Sorted(stored.Destroyed().Where(one => destroyed.Contains(one.Key.KeyId)).Select(one => Shown(one.Key, one.Period, lying[one.Key.KeyId].Count(), one.At)));

        bool IsOver(GrantKey key, DatasetPeriod period) =>
            period.Epoch == epoch
                ? string.CompareOrdinal(period.Month, DatasetPeriod.MonthOf(now)) < 0 && (ended.Contains(key.KeyId) || (IsOwn(period) && IsPastContract(period)))
                : period.Epoch < epoch && IsOwn(period);

        bool IsOwn(DatasetPeriod period) => period.Workspace == environment.VaultName;

        bool IsPastContract(DatasetPeriod period) => contracts.TryGetValue(period.Dataset, out var contract) && period.End.AddDays(contract.RetentionDays) <= now;
    }

    private List<(GrantKey Key, DatasetPeriod Period)> Keys() =>
        [.. environment.Vault.GrantKeys().Select(key => (Key: key, Period: DatasetKeys.PeriodOf(key)!)).Where(key => key.Period is not null)];

    private static List<RetentionDocument.DatasetKey> Sorted(IEnumerable<RetentionDocument.DatasetKey> keys) =>
        [.. keys.OrderBy(key => key.Dataset, StringComparer.Ordinal).ThenBy(key => key.Month, StringComparer.Ordinal).ThenBy(key => key.Epoch).ThenBy(key => key.Key, StringComparer.Ordinal)];

    private static RetentionDocument.DatasetKey Shown(GrantKey key, DatasetPeriod period, int sets, DateTimeOffset? at) => new(period.Dataset, period.Month, period.Epoch, key.KeyId, sets, at);
}
