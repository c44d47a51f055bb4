using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>Builds the record table of a run: normalised, coded, numbered.</summary>
internal sealed class RecordTable
{
    /// <summary>Characters of a normalised value that are compared.</summary>
    internal const int LongestValue = 256;

    private readonly DuckSession _session;
    private readonly IReadOnlyList<LinkInput> _inputs;
    private readonly IReadOnlyList<RecordField> _fields;
    private string? _recordIdType;

    internal RecordTable(DuckSession session, IReadOnlyList<LinkInput> inputs, IReadOnlyList<RecordField> fields)
    {
        _session = session;
        _inputs = inputs;
        _fields = fields;
    }

    /// <summary>Records by input, in the order of the inputs.</summary>
    internal IReadOnlyList<long> RecordsByInput { get; private set; } = [];

    /// <summary>Records whose UPRN is not used.</summary>
    internal long QuarantinedUprnRecords { get; private set; }

    internal static void CreateMacros(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var statement in SqlStep.Load(typeof(RecordTable), "normalise_macros").Text.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            session.Execute(statement, cancellationToken);
        }
    }

    internal void Build(PermittedPairs permitted, int maxRecordsPerUprn, CancellationToken cancellationToken)
    {
        CreateMacros(_session, cancellationToken);
        RecordsByInput = _inputs.Select(i => CheckedCount(i, cancellationToken)).ToList();
        var selects = string.Join("\nUNION ALL\n", _inputs.Select((input, index) => Select(input, index, permitted)));
        Run("normalised_records", [("selects", selects)], [], cancellationToken);
        var datasets = string.Join(", ", _inputs.Select((input, index) => string.Create(CultureInfo.InvariantCulture, $"({index}, {SqlName.Literal(input.Dataset)})")));
        Run("record_ids", [("datasets", datasets)], [], cancellationToken);
        foreach (var dictionary in _fields.Where(f => f.Dictionary is not null).GroupBy(f => f.Dictionary!, StringComparer.Ordinal))
        {
            var values = string.Join(" UNION ALL ", dictionary.Select(f => $"SELECT {f.Column} AS value FROM lnk_norm"));
            var extra = dictionary.Key == "lnk_dict_name" ? ", lnk_sound(value) AS sound" : string.Empty;
            Run("value_dictionary", [("dictionary", dictionary.Key), ("values", values), ("extra", extra)], [], cancellationToken);
        }

        var hasUprn = _fields.Any(f => f.Column == "uprn");
        if (hasUprn)
        {
            Run("dummy_uprns", [], [maxRecordsPerUprn], cancellationToken);
            QuarantinedUprnRecords = _session.Scalar<long>("SELECT coalesce(sum(records), 0)::BIGINT FROM lnk_dummy_uprn", cancellationToken);
        }

        var columns = string.Concat(_fields.Select(f => f.Dictionary is not null
            ? $", d_{f.Column}.code AS {f.Column}"
            : f.Column == "uprn" ? ", CASE WHEN du.uprn IS NULL THEN n.uprn END AS uprn" : $", n.{f.Column}"));
        var joins = string.Concat(_fields.Where(f => f.Dictionary is not null).Select(f => $"\nLEFT JOIN {f.Dictionary} d_{f.Column} ON d_{f.Column}.value = n.{f.Column}"))
            + (hasUprn ? "\nLEFT JOIN lnk_dummy_uprn du ON du.uprn = n.uprn" : string.Empty);
        Run("coded_records", [("columns", columns), ("joins", joins)], [], cancellationToken);
        _session.Execute("DROP TABLE lnk_norm", cancellationToken);
    }

    /// <summary>The normalised columns of one input as a select list that begins with a comma; a field the input does not feed is NULL.</summary>
    internal static string NormalisedColumns(LinkInput input, IReadOnlyList<RecordField> fields) => string.Concat(fields.Select(field =>
    {
        var raw = input.Columns.Where(field.TakesFrom).Select(c => field.Normalise(c.Meaning, new SqlName(c.Name))).ToList();
        var value = raw.Count switch
        {
            0 => "NULL",
            1 => raw[0],
            _ => $"coalesce({string.Join(", ", raw)})",
        };
        return $", CAST({value} AS {field.SqlType}) AS {field.Column}";
    }));

    // Each distinct value of a column is normalised once, for the patterns cost more than a join: most columns repeat their values many times.
    private string Select(LinkInput input, int index, PermittedPairs permitted)
    {
        var fed = input.Columns.Index()
            .Select(c => (Alias: string.Create(CultureInfo.InvariantCulture, $"v{c.Index}"), Column: c.Item, Fields: _fields.Where(f => f.TakesFrom(c.Item)).ToList()))
            .Where(c => c.Fields.Count > 0)
            .ToList();
        var values = string.Concat(_fields.Select(field =>
        {
            var sources = fed.Where(c => c.Fields.Contains(field)).Select(c => $"{c.Alias}.{field.Column}").ToList();
            var value = sources.Count switch
            {
                0 => "NULL",
                1 => sources[0],
                _ => $"coalesce({string.Join(", ", sources)})",
            };
            return $", CAST({value} AS {field.SqlType}) AS {field.Column}";
        }));
        var joins = string.Concat(fed.Select(c =>
        {
            var column = new SqlName(c.Column.Name);
            var normalised = string.Concat(c.Fields.Select(f => $", {Bounded(f, f.Normalise(c.Column.Meaning, new SqlName("value")))} AS {f.Column}"));
            return $"\nLEFT JOIN (SELECT value{normalised} FROM (SELECT DISTINCT {column} AS value FROM {input.Relation} WHERE {column} IS NOT NULL)) {c.Alias} ON {c.Alias}.value = x.{column}";
        }));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT CAST({index} AS UTINYINT) AS ds, CAST({permitted.Mask(index)} AS UBIGINT) AS partners, x.{new SqlName(input.RecordIdColumn)} AS record_id{values} FROM {input.Relation} x{joins}");
    }

    // Similarities take time in the square of the length; no name or address needs more.
    private static string Bounded(RecordField field, string value) =>
        field.SqlType == "VARCHAR" ? string.Create(CultureInfo.InvariantCulture, $"left({value}, {LongestValue})") : value;

    private long CheckedCount(LinkInput input, CancellationToken cancellationToken)
    {
        var where = $"dataset '{input.Dataset}', column '{input.RecordIdColumn}'";
        var types = ColumnTypes(input, cancellationToken);
        foreach (var column in input.Columns.Where(c => !types.ContainsKey(c.Name)))
        {
            throw new MatchingInputException("There is no such column.", $"dataset '{input.Dataset}', column '{column.Name}'", "Check the name of the column.");
        }

        if (!types.TryGetValue(input.RecordIdColumn, out var type) || type is not ("VARCHAR" or "BLOB"))
        {
            throw new MatchingInputException("There is no such column, or it is neither VARCHAR nor BLOB.", where, "Name the record id column and give it one of these types.");
        }

        _recordIdType ??= type;
        if (type != _recordIdType)
        {
            throw new MatchingInputException("Its type differs from the record id of another input.", where, "Use VARCHAR in every input, or BLOB in every input.");
        }

        var id = new SqlName(input.RecordIdColumn);
        var (rows, ids, distinct) = _session.Query(
            $"SELECT count(*), count({id}), count(DISTINCT {id}) FROM {input.Relation}",
            r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            cancellationToken)[0];
        if (ids < rows)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{rows - ids} of {rows} records have no record id."), where, "Take a column that is filled in every record.");
        }

        return distinct == rows
            ? rows
            : throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"Only {distinct} record ids are distinct among {rows} records."), where, "Take a column that is unique, or remove the repeated records.");
    }

    private Dictionary<string, string> ColumnTypes(LinkInput input, CancellationToken cancellationToken)
    {
        try
        {
            return _session.Query($"SELECT column_name, column_type FROM (DESCRIBE {input.Relation})", r => (r.GetString(0), r.GetString(1)), cancellationToken)
                .ToDictionary(c => c.Item1, c => c.Item2, StringComparer.OrdinalIgnoreCase);
        }
        catch (DuckDBException)
        {
            throw new MatchingInputException("The relation cannot be read.", $"dataset '{input.Dataset}'", "Check its name.");
        }
    }

    private void Run(string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        _session.Execute(SqlStep.Load(typeof(RecordTable), step).With(fragments).Text, values, cancellationToken);
}
