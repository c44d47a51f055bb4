using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Files;

/// <summary>Loads a CSV (any usual delimiter and encoding) or Parquet file into a table, text columns as they are, the record id as text.</summary>
internal static partial class SourceFileLoader
{
    internal static void Load(DuckSession session, string path, SqlName table, string idColumn, string scratch, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new MatchingInputException("The file does not exist.", path, "Check the path.");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new MatchingInputException("The file is empty.", path, "Give a file with a header line.");
        }

        if (!IsParquet(path))
        {
            ColumnCount.Check(path);
        }

        var source = IsParquet(path)
            ? $"read_parquet({SqlName.Literal(path)})"
            : $"read_csv({SqlName.Literal(TextEncoding.AsUtf8(path, scratch, cancellationToken))}, all_varchar = true, header = true)";
        try
        {
            session.Execute($"CREATE TABLE {table} AS SELECT * FROM {source}", cancellationToken);
        }
        catch (DuckDBException error)
        {
            // The engine's message quotes the line; only its number is passed on.
            var line = LineNumber().Match(error.Message);
            throw new MatchingInputException(
                line.Success ? $"The file cannot be read near line {line.Groups[1].Value}." : "The file cannot be read.", path, "Check its delimiter, quotes and encoding.");
        }

        ColumnCount.Check(session, table, path, cancellationToken);
        TrimNames(session, table, cancellationToken);
        var columns = Columns(session, table, cancellationToken);
        if (!columns.Contains(idColumn))
        {
            throw new MatchingInputException($"There is no column '{idColumn}'.", path, string.Create(CultureInfo.InvariantCulture, $"Take one of its {columns.Count} columns: {string.Join(", ", columns.Take(12))}."));
        }

        session.Execute($"ALTER TABLE {table} ALTER COLUMN {new SqlName(idColumn)} TYPE VARCHAR", cancellationToken);
    }

    /// <summary>Column names of a table in order.</summary>
    internal static IReadOnlyList<string> Columns(DuckSession session, SqlName table, CancellationToken cancellationToken) =>
        session.Query($"SELECT column_name FROM (DESCRIBE {table})", r => r.GetString(0), cancellationToken);

    private static void TrimNames(DuckSession session, SqlName table, CancellationToken cancellationToken)
    {
        foreach (var name in Columns(session, table, cancellationToken).Where(n => n.Trim().Length > 0 && n != n.Trim()))
        {
            session.Execute($"ALTER TABLE {table} RENAME COLUMN {new SqlName(name)} TO {new SqlName(name.Trim())}", cancellationToken);
        }
    }

    private static bool IsParquet(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("PAR1"u8);
    }

    [GeneratedRegex(@"(?:Line|line):? (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex LineNumber();
}
