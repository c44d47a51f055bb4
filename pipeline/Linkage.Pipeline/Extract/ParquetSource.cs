using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract;

/// <summary>Checks a Parquet file against its contract and says how it is read.</summary>
internal static class ParquetSource
{
    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Whether the file begins and ends as Parquet does; null, or why not.</summary>
    public static string? Framing(FileProfile profile)
    {
        var begins = profile.Sample.Span.StartsWith(Magic);
        return begins && profile.Bytes >= 12 && profile.Tail.Span.SequenceEqual(Magic) ? null
            : begins ? "the file begins as Parquet but does not end so: it was cut short on the way; ask for it again"
            : "the file is not Parquet; ask for the agreed format";
    }

    /// <summary>The name and DuckDB type of every column.</summary>
    /// <exception cref="DuckDB.NET.Data.DuckDBException">The file's footer cannot be read.</exception>
    public static IReadOnlyList<(string Name, string Type)> Columns(DuckSession session, string path, CancellationToken cancellationToken) =>
        session.Query(
            $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet({SqlName.File(path)}, hive_partitioning = false))",
            r => (r.GetString(0), r.GetString(1)),
            cancellationToken);

    /// <summary>Decodes every value once (a mere count would skip pages), so that a damaged file is known before anything is made of it.</summary>
    /// <exception cref="DuckDB.NET.Data.DuckDBException">A page cannot be read.</exception>
    public static void ReadToEnd(DuckSession session, string path, CancellationToken cancellationToken) =>
        session.Execute($"SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet({SqlName.File(path)}, hive_partitioning = false)", cancellationToken);

    /// <summary>Where types differ from the contract: code and problem, or nulls.</summary>
    public static (string? Code, string? Problem) Retyped(DatasetContract contract, IReadOnlyList<(string Name, string Type)> columns, IReadOnlyList<int> places)
    {
        var retyped = contract.Columns
            .Select((column, i) => (Column: column, columns[places[i]].Type))
            .Where(p => p.Column.PhysicalType != p.Type)
            .Select(p => $"{p.Column.Name} (contract {p.Column.PhysicalType}, file {(p.Type.Length <= 40 ? p.Type : "another type")})")
            .ToList();
        return retyped.Count == 0
            ? (null, null)
            : (ExtractRefusals.RetypedColumn, $"the file has other types in {string.Join(", ", retyped)}; agree a new version of the contract");
    }

    /// <summary>The table expression: record number, and the columns as c0, c1 and so on.</summary>
    public static string Table(string path, IReadOnlyList<(string Name, string Type)> columns, IReadOnlyList<int> places)
    {
        var selected = places.Select((place, i) => FormattableString.Invariant($"{SqlName.Quote(columns[place].Name)} AS c{i}"));
        return $"(SELECT file_row_number + 1 AS line_number, false AS mended, {string.Join(", ", selected)} FROM read_parquet({SqlName.File(path)}, hive_partitioning = false, file_row_number = true))";
    }
}
