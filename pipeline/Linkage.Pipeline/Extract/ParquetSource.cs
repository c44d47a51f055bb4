using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Release;

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

    /// <summary>
    /// Holds the marks of our own releases against the contract: whoever brings one back as a source has to say what it was made of, or the gate would take it for data without parents.
    /// Null, or why not.
    /// </summary>
    /// <exception cref="DuckDB.NET.Data.DuckDBException">The file's footer cannot be read.</exception>
    public static string? Undeclared(DuckSession session, string path, DatasetContract contract, CancellationToken cancellationToken)
    {
        var marks = session.Query(
            $"SELECT decode(key), decode(value) FROM parquet_kv_metadata({SqlName.File(path)}) WHERE key IN ('{ReleaseMarks.Rule}'::BLOB, '{ReleaseMarks.RuleVersion}'::BLOB) ORDER BY ALL",
            r => (Key: r.GetString(0), Value: r.GetString(1)),
            cancellationToken);
        if (marks.Count == 0)
        {
            return null;
        }

        var isDeclared = contract.DerivedFrom is { } derivation
            && marks.Select(m => m.Key).Distinct().Count() == 2
            && marks.All(m => m.Value == (m.Key == ReleaseMarks.Rule ? derivation.Rule : derivation.Version.ToString(CultureInfo.InvariantCulture)));
        return isDeclared ? null : $"it is a release that was made under a rule, and its contract does not say {(contract.DerivedFrom is null ? "so" : "that it was that rule and version")}; agree a contract whose 'derivedFrom' names rule and version as the release's statement gives them";
    }

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
