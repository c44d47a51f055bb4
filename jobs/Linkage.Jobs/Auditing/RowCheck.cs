using System.Text;
using System.Text.Json;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Store;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Auditing;

/// <summary>Holds every recorded row against the last event that records it, and every such event against its row. Streams the rows.</summary>
internal sealed class RowCheck(SqliteConnection connection)
{
    private readonly List<LedgerFinding> _findings = [];

    /// <summary>Rows looked at.</summary>
    public long Rows { get; private set; }

    /// <summary>What is wrong; the first so many of each table.</summary>
    public IReadOnlyList<LedgerFinding> Findings => _findings;

    /// <summary>Checks one table.</summary>
    public void Check(RecordedTable table, CancellationToken cancellationToken)
    {
        using var latest = connection.CreateCommand();
        latest.CommandText = "SELECT sequence, body FROM ledger WHERE subject = $subject ORDER BY sequence DESC LIMIT 1";
        var asked = latest.Parameters.Add("$subject", SqliteType.Text);
        var recorded = 0L;
        foreach (var row in StoredRows.Of(connection, table))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Rows++;
            asked.Value = row.Subject;
            using var reader = latest.ExecuteReader();
            if (!reader.Read())
            {
                Add(new(LedgerFault.RowInserted, null, $"The row {Shown(row.Subject)} is in no event: it was inserted beside the ledger, or its key was changed."));
                continue;
            }

            recorded++;
            if (row.Content.Length == 0 || reader.IsDBNull(1) || ContentIn(reader.GetString(1)) != row.Content)
            {
                var sequence = reader.GetInt64(0);
                Add(new(LedgerFault.RowEdited, sequence, $"The row {Shown(row.Subject)} is not what event {sequence} recorded."));
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

    private static string? ContentIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty(LedgerWriter.RowMember, out var content) ? content.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // What follows the slash in the order of characters ends the range.
    private static void Range(SqliteCommand command, RecordedTable table)
    {
        command.Parameters.AddWithValue("$from", $"{table.Name}/");
        command.Parameters.AddWithValue("$to", $"{table.Name}0");
    }

    private long Named(RecordedTable table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(DISTINCT subject) FROM ledger WHERE subject >= $from AND subject < $to";
        Range(command, table);
        return (long)command.ExecuteScalar()!;
    }

    private IEnumerable<(string Subject, long Sequence)> Missing(RecordedTable table)
    {
        using var there = connection.CreateCommand();
        there.CommandText = $"SELECT count(*) FROM {table.Name} WHERE {string.Join(" AND ", table.Keys.Select((k, i) => $"{k.Name} = $key{i}"))}";
        var keys = table.Keys.Select((_, i) => there.Parameters.Add($"$key{i}", SqliteType.Text)).ToList();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT subject, max(sequence) FROM ledger WHERE subject >= $from AND subject < $to GROUP BY subject ORDER BY subject";
        Range(command, table);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var subject = reader.GetString(0);
            var parts = subject.Split('/', keys.Count + 1);
            for (var i = 0; i < keys.Count; i++)
            {
                keys[i].Value = i + 1 < parts.Length ? parts[i + 1] : string.Empty;
            }

            if ((long)there.ExecuteScalar()! == 0)
            {
                yield return (subject, reader.GetInt64(1));
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
