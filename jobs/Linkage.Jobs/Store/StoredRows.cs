using System.Text;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Store;

/// <summary>
/// Rows as the SQLite file stores them, byte for byte. The provider's own reading is more lenient: it ends a text at a zero byte, replaces what is not UTF-8 and
/// takes a number for a text, so a changed row could read as the one it was.
/// </summary>
internal static class StoredRows
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every row of a table, in the order of its key. A row that stores what it never does has no content.</summary>
    public static IEnumerable<RecordedRow> Of(SqliteConnection connection, RecordedTable table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(c => Selected(c.Name, c.Type)))} FROM {table.Name} ORDER BY {string.Join(", ", table.Keys.Select(k => k.Name))}";
        var places = table.Columns.Select((c, place) => (c, place)).ToDictionary(c => c.c.Name, c => (c.place, c.c.Type));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Row(table, name => Value(reader, places[name].place, places[name].Type));
        }
    }

    /// <summary>How a column is selected so that <see cref="Value"/> or <see cref="Text"/> reads it.</summary>
    public static string Selected(string column, Type type) => type == typeof(string) ? $"CAST({column} AS BLOB)" : column;

    /// <summary>A text that was selected as its bytes.</summary>
    /// <exception cref="FormatException">It is missing, or no UTF-8.</exception>
    public static string Text(SqliteDataReader reader, int column)
    {
        try
        {
            return reader.IsDBNull(column) ? throw new FormatException("a text is missing") : Strict.GetString(reader.GetFieldValue<byte[]>(column));
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("a text is no UTF-8");
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

    private static object? Value(SqliteDataReader reader, int column, Type type)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        if (type == typeof(string))
        {
            return Text(reader, column);
        }

        return (reader.GetValue(column), type) switch
        {
            (long number, _) when type == typeof(bool) => number is 0 or 1 ? number == 1 : throw new FormatException("a truth value is neither 0 nor 1"),
            (long number, _) when type == typeof(long) || type == typeof(int) => number,
            (double number, _) when type == typeof(double) => number,
            _ => throw new FormatException("a column stores another type than its own"),
        };
    }
}
