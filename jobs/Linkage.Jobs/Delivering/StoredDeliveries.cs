using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Run;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Delivering;

/// <summary>What the store knows of the deliveries of datasets. Every write is one transaction, and an event of the ledger for each row; what is read is held against the ledger first.</summary>
/// <param name="database">Where the store lies; it is prepared.</param>
/// <param name="workspace">The workspace folder.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class StoredDeliveries(StoreDatabase database, string workspace, TimeProvider clock) : IDeliveryHistory
{
    private const string Stop = "Stopped";
    private const string Allow = "Allowed";
    private const string Accept = "Accepted";

    private readonly string _name = !database.IsShared ? string.Empty : WorkspaceName.Read(workspace)
        ?? throw ProblemException.Refused("NO_WORKSPACE", "The store serves several workspaces, and this one has no name there yet.", workspace, "Run a project or start 'linkage serve' once; then say it again.");

    /// <inheritdoc/>
    /// <exception cref="ProblemException">What is recorded is not what the ledger recorded.</exception>
    public KnownDelivery? Before(DatasetId dataset, string digest) =>
        Read(dataset).LastOrDefault(row => row.Act == Accept && row.Digest != digest) is { } row ? new KnownDelivery(row.SetKey, DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)) : null;

    /// <inheritdoc/>
    /// <exception cref="ProblemException">What is recorded is not what the ledger recorded.</exception>
    public bool MayBeTaken(DatasetId dataset, string digest, out string? person)
    {
        var rows = Read(dataset);
        var last = rows.FindLastIndex(row => row.Act == Accept);
        var isLast = last >= 0 && rows[last].Digest == digest;

        // What was allowed is allowed once: another delivery that was accepted since ends it.
        var since = isLast ? rows.FindLastIndex(row => row.Act == Accept && row.Digest != digest) : last;
        person = rows.Skip(since + 1).LastOrDefault(row => row.Act == Allow && row.Digest == digest)?.Person;
        return isLast || person is not null;
    }

    /// <inheritdoc/>
    public void Stopped(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries) =>
        Record(run, deliveries, Stop, (_, _) => true);

    /// <inheritdoc/>
    public void Accepted(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries) =>
        Record(run, deliveries, Accept, (rows, delivery) => rows.FindLast(row => row.Act == Accept) is not { } last || last.Digest != delivery.Digest || last.SetKey != delivery.Key);

    /// <summary>Records that a person takes the delivery that stopped a run as it is.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="run">The run that it stopped; null for the last one that any delivery of the dataset stopped.</param>
    /// <param name="person">Person id.</param>
    /// <param name="reason">Why, in their own words.</param>
    /// <returns>Whether it was recorded now; false when somebody had said so before.</returns>
    /// <exception cref="ProblemException">No delivery of the dataset waits for it; nothing was recorded.</exception>
    public bool AllowOnce(DatasetId dataset, string? run, string person, string reason)
    {
        RequireAsRecorded();
        var isNew = false;
        Write(db =>
        {
            var rows = RowsOf(db, dataset.Value);
            var since = rows.FindLastIndex(row => row.Act == Accept) + 1;
            var stopped = rows.Skip(since).LastOrDefault(row => row.Act == Stop && (run is null || row.RunId == run)) ?? throw ProblemException.Refused(
                "NO_DELIVERY_STOPPED", $"No delivery of {dataset} has stopped {(run is null ? "a run" : "that run")} since one was accepted, so there is nothing to accept. Nothing was recorded.", dataset.Value, "Run without --accept: a delivery is accepted once it has been seen, never beforehand.");
            if (isNew = !rows.Skip(since).Any(row => row.Act == Allow && row.Digest == stopped.Digest))
            {
                db.Deliveries.Add(Row(dataset, rows.Count, Allow, stopped.Digest, stopped.SetKey, stopped.RunId, person, reason));
            }
        });
        return isNew;
    }

    private void Record(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries, string act, Func<List<DeliveryRow>, (DatasetId Dataset, string Key, string Digest), bool> isNew)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        Write(db =>
        {
            foreach (var delivery in deliveries)
            {
                var rows = RowsOf(db, delivery.Dataset.Value);
                if (isNew(rows, delivery))
                {
                    db.Deliveries.Add(Row(delivery.Dataset, rows.Count, act, delivery.Digest, delivery.Key, run.ToString()));
                }
            }
        });
    }

    private List<DeliveryRow> Read(DatasetId dataset)
    {
        RequireAsRecorded();
        return database.Read(connection =>
        {
            using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
            return RowsOf(db, dataset.Value);
        }) ?? [];
    }

    // Whoever may write to the store could else add that somebody allowed a delivery.
    private void RequireAsRecorded() => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        RecordedTable.Of(db.Model.FindEntityType(typeof(DeliveryRow))!)!.RequireAsRecorded(connection, what => ProblemException.Refused(
            "LEDGER_BROKEN", "What became of deliveries is not what the ledger recorded, so none is judged by it.", what, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do."));
        return string.Empty;
    });

    private List<DeliveryRow> RowsOf(RunStoreContext db, string dataset) =>
        db.Deliveries.AsNoTracking().Where(row => row.Workspace == _name && row.Dataset == dataset).OrderBy(row => row.Ordinal).ToList();

    private void Write(Action<RunStoreContext> write) => database.Write(clock, write);

    private DeliveryRow Row(DatasetId dataset, int ordinal, string act, string digest, string key, string run, string? person = null, string? reason = null) => new()
    {
        Workspace = _name,
        Dataset = dataset.Value,
        Ordinal = ordinal,
        Act = act,
        Digest = digest,
        SetKey = key,
        RunId = run,
        Person = person,
        Reason = reason,
        At = RegistryRows.Written(clock.GetUtcNow()),
    };
}
