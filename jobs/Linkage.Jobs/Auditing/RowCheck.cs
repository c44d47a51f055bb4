using System.Data.Common;
using System.Globalization;
using System.Text;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Auditing;

/// <summary>Holds every recorded row against the last event that records it, and every such event against its row. Streams the rows.</summary>
internal sealed class RowCheck(DbConnection connection)
{
    private readonly List<LedgerFinding> _findings = [];

    /// <summary>Rows looked at.</summary>
    public long Rows { get; private set; }

    /// <summary>What is wrong; the first so many of each table.</summary>
    public IReadOnlyList<LedgerFinding> Findings => _findings;

    /// <summary>Checks one table.</summary>
    public void Check(RecordedTable table, CancellationToken cancellationToken)
    {
        var recorded = 0L;
        foreach (var row in StoredRows.WithEvents(connection, table))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Rows++;
            if (row.Sequence is not { } sequence)
            {
                Add(new(LedgerFault.RowInserted, null, $"The row {Shown(row.Row.Subject)} is in no event: it was inserted beside the ledger, or its key was changed."));
                continue;
            }

            recorded++;
            if (row.IsRecordedAgain)
            {
                Add(new(LedgerFault.RowEdited, sequence, $"The row {Shown(row.Row.Subject)} is recorded by more events than the program writes, the last of them {sequence}: one of them speaks for a row that was changed."));
            }
            else if (!row.IsAsRecorded)
            {
                Add(new(LedgerFault.RowEdited, sequence, $"The row {Shown(row.Row.Subject)} is not what event {sequence} recorded."));
            }
        }

        if (recorded != Named(table))
        {
            foreach (var (subject, sequence) in Missing(table))
            {
                Add(new(LedgerFault.RowDeleted, sequence, $"The row {Shown(subject)}, last recorded by event {sequence}, is missing."));
            }
        }
    }

    // A key is shown as far as it looks like one of ours.
    private static string Shown(string subject) => new StringBuilder().AppendJoin(null, subject.Take(120).Select(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' ? c : '?')).ToString();

    // What follows the slash in the order of characters ends the range.
    private static void Range(DbCommand command, RecordedTable table)
    {
        command.Add("@from", $"{table.Name}/");
        command.Add("@to", $"{table.Name}0");
    }

    private long Named(RecordedTable table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(DISTINCT subject) FROM ledger WHERE subject >= @from AND subject < @to";
        Range(command, table);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private IEnumerable<(string Subject, long Sequence)> Missing(RecordedTable table)
    {
        var there = StoredRows.Of(connection, table).Select(row => row.Subject).ToHashSet(StringComparer.Ordinal);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT subject, max(sequence) FROM ledger WHERE subject >= @from AND subject < @to GROUP BY subject ORDER BY subject";
        Range(command, table);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!there.Contains(reader.GetString(0)))
            {
                yield return (reader.GetString(0), reader.GetInt64(1));
            }
        }
    }

    private void Add(LedgerFinding finding)
    {
        if (_findings.Count < LedgerAudit.MostFindings)
        {
            _findings.Add(finding);
        }
    }
}
