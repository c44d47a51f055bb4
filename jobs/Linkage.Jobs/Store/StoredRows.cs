using System.Data.Common;

namespace Linkage.Jobs.Store;

/// <summary>Rows as the database stores them.</summary>
internal static class StoredRows
{
    /// <summary>Every row of a table, in the order of its key. A row that stores what it never does has no content.</summary>
    public static IEnumerable<RecordedRow> Of(DbConnection connection, RecordedTable table) =>
        Read(connection, table, $"SELECT {Selected(connection, table)} FROM {table.Name} ORDER BY {KeyOf(table)}").Select(read => read.Row);

    /// <summary>Every row of a table with the last event that records it.</summary>
    public static IEnumerable<EventedRow> WithEvents(DbConnection connection, RecordedTable table)
    {
        var last = $"(SELECT max(sequence) FROM ledger WHERE subject = {table.SubjectSql})";
        return Read(connection, table, $"SELECT {Selected(connection, table)}, event.sequence, event.body, (SELECT count(*) FROM ledger WHERE subject = {table.SubjectSql}) FROM {table.Name} LEFT JOIN ledger AS event ON event.sequence = {last} ORDER BY {KeyOf(table)}")
            .Select(read => new EventedRow(
                read.Row,
                read.Reader.IsDBNull(table.Columns.Count) ? null : read.Reader.GetInt64(table.Columns.Count),
                read.Reader.IsDBNull(table.Columns.Count + 1) ? null : read.Reader.GetString(table.Columns.Count + 1),
                read.Reader.GetInt64(table.Columns.Count + 2) > table.MostEvents));
    }

    /// <summary>Holds every row of a table against the event that recorded it: none may be changed, added or taken away beside the ledger.</summary>
    /// <param name="table">The table.</param>
    /// <param name="connection">The store, in a transaction.</param>
    /// <param name="changed">Makes the exception from the name that the ledger gives the first row that is not as recorded.</param>
    public static void RequireAsRecorded(this RecordedTable table, DbConnection connection, Func<string, Exception> changed)
    {
        if (table.NotAsRecorded(connection) is [var first, ..])
        {
            throw changed(first);
        }
    }

    /// <summary>The rows of a table that are not as the ledger recorded them, changed, added beside it or missing, by the names that it gives them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="connection">The store, in a transaction.</param>
    public static IReadOnlyList<string> NotAsRecorded(this RecordedTable table, DbConnection connection)
    {
        var wrong = new List<string>();
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in WithEvents(connection, table))
        {
            there.Add(row.Row.Subject);
            if (!row.IsAsRecorded)
            {
                wrong.Add(row.Row.Subject);
            }
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT DISTINCT subject FROM ledger WHERE subject >= '{table.Name}/' AND subject < '{table.Name}0' ORDER BY subject";
        using var recorded = command.ExecuteReader();
        while (recorded.Read())
        {
            if (recorded.GetString(0) is var subject && !there.Contains(subject))
            {
                wrong.Add(subject);
            }
        }

        return wrong;
    }

    private static string Selected(DbConnection connection, RecordedTable table)
    {
        var dialect = StoreDialect.Of(connection);
        return string.Join(", ", table.Columns.Select(c => dialect.Selected($"{table.Name}.{c.Name}", c.Type)));
    }

    private static string KeyOf(RecordedTable table) => string.Join(", ", table.Keys.Select(k => $"{table.Name}.{k.Name}"));

    private static IEnumerable<(RecordedRow Row, DbDataReader Reader)> Read(DbConnection connection, RecordedTable table, string sql)
    {
        var dialect = StoreDialect.Of(connection);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var places = table.Columns.Select((c, place) => (c, place)).ToDictionary(c => c.c.Name, c => (c.place, c.c.Type));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (Row(table, name => dialect.Value(reader, places[name].place, places[name].Type)), reader);
        }
    }

    private static RecordedRow Row(RecordedTable table, Func<string, object?> stored)
    {
        try
        {
            return table.Row(stored);
        }
        catch (FormatException)
        {
            return new RecordedRow(table.Subject(name => Readable(stored, name)), string.Empty);
        }
    }

    private static object? Readable(Func<string, object?> stored, string column)
    {
        try
        {
            return stored(column);
        }
        catch (FormatException)
        {
            return "?";
        }
    }
}

/// <summary>A recorded row with the last event that records it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Sequence">Number of the event; null when there is none.</param>
/// <param name="Body">What the event says.</param>
/// <param name="IsRecordedAgain">Whether more events record it than the program writes: a later one could speak for a row that was changed.</param>
internal sealed record EventedRow(RecordedRow Row, long? Sequence, string? Body, bool IsRecordedAgain)
{
    /// <summary>Whether the event records this very content.</summary>
    public bool IsAsRecorded => !IsRecordedAgain && Row.Content.Length > 0 && Body is not null && LedgerWriter.ContentIn(Body) == Row.Content;
}
