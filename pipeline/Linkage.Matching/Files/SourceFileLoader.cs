using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Files;

/// <summary>Loads a CSV (any usual delimiter and encoding) or Parquet file into a table, text columns as they are, the record id as text.</summary>
internal static partial class SourceFileLoader
{
    /// <summary>What a file may be that lacks a column.</summary>
    internal const string WithoutHeader = "Check the spelling, and that the first line of the file is a header line with the names of its columns: it may lack one.";

    /// <summary>Loads a file. Without an id column its caller checks the columns, and says what it lacks.</summary>
    /// <exception cref="MatchingInputException">It cannot be read or lacks the record id. No value of a record is named.</exception>
    internal static void Load(DuckSession session, string path, SqlName table, string? idColumn, string scratch, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new MatchingInputException("The file does not exist.", path, "Check the path.");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new MatchingInputException("The file is empty.", path, "Give a file with a header line.");
        }

        var parquet = IsParquet(path);
        if (!parquet)
        {
            ColumnCount.Check(path);
        }

        var read = parquet ? path : TextEncoding.AsUtf8(path, scratch, cancellationToken);
        var source = parquet
            ? $"read_parquet({SqlName.File(read)}, hive_partitioning = false)"
            : $"read_csv({SqlName.File(read)}, all_varchar = true, header = true, hive_partitioning = false)";
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
        finally
        {
            if (read != path)
            {
                File.Delete(read);
            }
        }

        ColumnCount.Check(session, table, path, cancellationToken);
        TrimNames(session, table, cancellationToken);
        var columns = Columns(session, table, cancellationToken);
        if (idColumn is null)
        {
            return;
        }

        if (!columns.Contains(idColumn))
        {
            throw new MatchingInputException($"There is no column '{idColumn}'.", path, $"{NamesOf(columns)} {WithoutHeader}");
        }

        session.Execute($"ALTER TABLE {table} ALTER COLUMN {new SqlName(idColumn)} TYPE VARCHAR", cancellationToken);
    }

    /// <summary>Column names of a table in order.</summary>
    internal static IReadOnlyList<string> Columns(DuckSession session, SqlName table, CancellationToken cancellationToken) =>
        session.Query($"SELECT column_name FROM (DESCRIBE {table})", r => r.GetString(0), cancellationToken);

    /// <summary>
    /// How many columns there are, and those names that can only be names: a file without a header line gives the values of its first record for names. One of
    /// these may be a word such as Ward by chance, so that names are given only where several are known.
    /// </summary>
    private static string NamesOf(IReadOnlyList<string> columns)
    {
        var known = columns.Where(ColumnNames.IsKnown).Take(12).ToList();
        var count = string.Create(CultureInfo.InvariantCulture, $"It has {columns.Count} {(columns.Count == 1 ? "column" : "columns")}");
        return known.Count >= Math.Clamp((columns.Count + 1) / 2, 2, 3) ? $"{count}, among them {string.Join(", ", known)}." : $"{count}.";
    }

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
