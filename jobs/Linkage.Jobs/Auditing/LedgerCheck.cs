using System.Data.Common;
using System.Globalization;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Auditing;

/// <summary>
/// The whole check of a store's ledger, in one reading of it: the file, the schema with its triggers, every event against the chain, the tree and the checkpoints,
/// every recorded row against its event. Needs no key but public ones, and writes nothing.
/// </summary>
internal static class LedgerCheck
{
    private const string Released = "run-released";
    private const int Step = 8192;

    /// <summary>Checks.</summary>
    /// <param name="connection">An open connection to the store.</param>
    /// <param name="known">The checkpoints to hold it against.</param>
    /// <param name="progress">Told how far it has come, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static LedgerVerdict Of(DbConnection connection, KnownCheckpoints known, Action<double> progress, CancellationToken cancellationToken)
    {
        var dialect = StoreDialect.Of(connection);
        using var transaction = dialect.BeginReading(connection);
        var findings = new List<LedgerFinding>(known.Findings);
        LedgerAudit? audit = null;
        RowCheck? rows = null;
        string? origin = null;
        try
        {
            dialect.Tune(connection);
            findings.AddRange(dialect.Damage(connection));
            findings.AddRange(dialect.SchemaDifferences(connection));
            origin = OriginOf(connection);
            findings.AddRange(known.Trusted.Where(c => c.Checkpoint.Origin != origin).DistinctBy(c => c.Checkpoint.Origin).Select(c => new LedgerFinding(
                LedgerFault.CheckpointForeign, null, $"A checkpoint was signed for {c.Checkpoint.Origin}, and this ledger is {origin ?? "without a name"}: another file was given, or the ledger was replaced.")));
            audit = new LedgerAudit(known.Trusted.Select(c => c.Checkpoint).Where(c => c.Origin == origin));
            var mustBeSigned = Stream(connection, audit, progress, cancellationToken);
            audit.End();
            if (mustBeSigned && known.Trusted.Count == 0)
            {
                findings.Add(new(LedgerFault.CheckpointMissing, null, "The workspace has released, and no checkpoint of that time is there: every run that ends leaves one."));
            }

            rows = new RowCheck(connection);
            using var db = new RunStoreContext(dialect.OptionsOver(connection));
            foreach (var table in RecordedTable.All(db.Model))
            {
                rows.Check(table, cancellationToken);
            }
        }
        catch (DbException e)
        {
            findings.Add(new(LedgerFault.Damaged, audit?.Events, $"The run store cannot be read to its end ({dialect.Error(e)}); {audit?.Events ?? 0} events were."));
        }

        return new LedgerVerdict
        {
            Origin = origin,
            Events = audit?.Events ?? 0,
            Root = audit?.Root ?? TreeHash.OfNothing,
            VouchedFor = audit?.VouchedFor ?? 0,
            Rows = rows?.Rows ?? 0,
            Checkpoints = known.Trusted.Count,
            Findings = [.. (audit?.Findings ?? []).Concat(rows?.Findings ?? []).Concat(findings).OrderBy(f => f.Sequence ?? long.MaxValue)],
        };
    }

    /// <summary>The verdict on a store that is not there, or has no ledger, although checkpoints of one are.</summary>
    public static LedgerVerdict OfNothing(KnownCheckpoints known)
    {
        var audit = new LedgerAudit(known.Trusted.Select(c => c.Checkpoint));
        audit.End();
        return new LedgerVerdict { Root = TreeHash.OfNothing, Checkpoints = known.Trusted.Count, Findings = [.. audit.Findings, .. known.Findings] };
    }

    /// <summary>The name of a store's ledger, as its checkpoints bear it; null when its first event does not tell.</summary>
    public static string? OriginOf(DbConnection connection) =>
        StoredEvents.One(connection, 0)?.Record?.Event is { Kind: LedgerWriter.Opened } first && first.Subject.StartsWith(LedgerWriter.OpenedSubject, StringComparison.Ordinal)
            ? Checkpoint.OriginPrefix + first.Subject[LedgerWriter.OpenedSubject.Length..]
            : null;

    private static bool Stream(DbConnection connection, LedgerAudit audit, Action<double> progress, CancellationToken cancellationToken)
    {
        var all = Math.Max(1, Count(connection));
        var released = false;
        foreach (var stored in StoredEvents.All(connection))
        {
            if (stored.Record is { } record)
            {
                audit.Take(record);
                released |= record.Event.Kind == Released;
            }
            else
            {
                audit.TakeUnreadable(stored.Sequence, stored.Problem!, stored.Hash);
            }

            if (audit.Events % Step == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress((double)audit.Events / all);
            }
        }

        return released;
    }

    private static long Count(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence) + 1, 0) FROM ledger";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
