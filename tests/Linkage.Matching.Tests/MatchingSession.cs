using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests;

/// <summary>A session in memory with the relations of one test.</summary>
internal static class MatchingSession
{
    internal static DuckSession Open(int threads = 2, int memoryLimitMib = 1024) =>
        DuckSession.Open(new DuckOptions { Threads = threads, MemoryLimitMib = memoryLimitMib, PreserveInsertionOrder = false });

    /// <summary>Makes a table of VARCHAR columns from rows; null stays NULL.</summary>
    internal static void Table(DuckSession session, string name, string[] columns, params IEnumerable<string?[]> rows)
    {
        session.Execute($"CREATE TABLE {new SqlName(name)} ({string.Join(", ", columns.Select(c => $"{new SqlName(c)} VARCHAR"))})", CancellationToken.None);
        using var appender = session.Connection.CreateAppender(name);
        foreach (var row in rows)
        {
            var target = appender.CreateRow();
            foreach (var value in row)
            {
                _ = value is null ? target.AppendNullValue() : target.AppendValue(value);
            }

            target.EndRow();
        }
    }

    internal static LinkInput Input(string name, params LinkColumn[] columns) =>
        new() { Dataset = name, Relation = new SqlName(name), RecordIdColumn = "id", Columns = columns };

    /// <summary>Every cell of a query, row by row, for comparing whole results.</summary>
    internal static IReadOnlyList<string> Rows(DuckSession session, string sql) =>
        session.Query(sql, r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? "∅" : Text(r.GetValue(i)))), CancellationToken.None);

    private static string Text(object value) => value switch
    {
        double d => BitConverter.DoubleToInt64Bits(d).ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
