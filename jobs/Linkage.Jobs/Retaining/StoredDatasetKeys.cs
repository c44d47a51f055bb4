using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Keys;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Retaining;

/// <summary>What the store knows of the secrets of datasets: which ones go with sets that were wiped, and which were destroyed. Held against the ledger before a key is touched.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
internal sealed class StoredDatasetKeys(StoreDatabase database, string workspace)
{
    private readonly string _name = (database.IsShared ? WorkspaceName.Read(workspace) : null) ?? string.Empty;

    /// <summary>The secrets that were destroyed, by the date and then by name.</summary>
    /// <exception cref="ProblemException">A row is not what the ledger recorded.</exception>
    public IReadOnlyList<(GrantKey Key, DatasetPeriod Period, DateTimeOffset At)> Destroyed() => database.Read(connection => Within(connection, db =>
        db.DatasetKeys.AsNoTracking().Where(row => row.Workspace == _name).OrderBy(row => row.At).ThenBy(row => row.KeyId).AsEnumerable().Select(Known).ToList())) ?? [];

    /// <summary>The secrets that a set which was wiped was the last one under, by name.</summary>
    /// <exception cref="ProblemException">A row is not what the ledger recorded.</exception>
    public IReadOnlySet<string> Ended() => database.Read(connection => Within(connection, db =>
        db.Retention.AsNoTracking().Where(row => row.Workspace == _name && row.Ends != null).Select(row => row.Ends!).AsEnumerable().SelectMany(ends => ends.Split(' ')).ToHashSet(StringComparer.Ordinal))) ?? [];

    /// <summary>Records that secrets are destroyed.</summary>
    public void Record(IReadOnlyList<(GrantKey Key, DatasetPeriod Period)> keys, TimeProvider clock, DateTimeOffset at)
    {
        if (keys.Count > 0)
        {
            database.Write(clock, db => db.DatasetKeys.AddRange(keys.Select(key => new DatasetKeyRow
            {
                Workspace = _name,
                KeyId = key.Key.KeyId,
                Dataset = key.Period.Dataset,
                Month = key.Period.Month,
                Epoch = key.Period.Epoch,
                Holder = key.Period.Workspace,
                At = RegistryRows.Written(at),
            })));
        }
    }

    /// <summary>Destroys again what was destroyed before and is there once more: brought back with a backup of the keys, or recorded by a sweep that was killed.</summary>
    /// <param name="vault">The vault.</param>
    /// <returns>What was there.</returns>
    /// <exception cref="ProblemException">A row is not what the ledger recorded; no key was touched.</exception>
    /// <exception cref="KeyVaultException">A secret cannot be destroyed.</exception>
    public IReadOnlyList<GrantKey> DestroyWhatCameBack(IKeyVault vault)
    {
        var there = vault.GrantKeys().Where(key => DatasetKeys.PeriodOf(key) is not null).Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        var destroyed = there.Count == 0 ? [] : Destroyed().Where(one => there.Contains(one.Key.KeyId)).ToList();
        foreach (var (key, _, at) in destroyed)
        {
            vault.DestroyGrantSecret(key, DatasetKeys.Retained, at);
        }

        return [.. destroyed.Select(one => one.Key)];
    }

    private static (GrantKey, DatasetPeriod, DateTimeOffset) Known(DatasetKeyRow row)
    {
        var period = new DatasetPeriod(row.Dataset, row.Month, row.Holder, row.Epoch);
        return (new GrantKey(DatasetKeys.ScopeOf(period), row.KeyId), period, DateTimeOffset.ParseExact(row.At, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }

    private T Within<T>(System.Data.Common.DbConnection connection, Func<RunStoreContext, T> read)
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        db.Database.UseTransaction(transaction);
        foreach (var type in new[] { typeof(DatasetKeyRow), typeof(RetentionRow) })
        {
            RecordedTable.Of(db.Model.FindEntityType(type)!)!.RequireAsRecorded(db.Database.GetDbConnection(), Changed);
        }

        return read(db);
    }

    private static ProblemException Changed(string what) => ProblemException.Refused(
        "LEDGER_BROKEN", "What was wiped and which keys were destroyed is not what the ledger recorded, so no key is touched.", what, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
}
