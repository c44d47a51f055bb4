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
    private readonly Dictionary<string, SealedCodes> _dictionaries = new(StringComparer.Ordinal);
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

    /// <summary>The function in SQL that gives the id of a record by number.</summary>
    internal string RecordIdFunction { get; private set; } = string.Empty;

    internal static void CreateMacros(DuckSession session, CancellationToken cancellationToken)
    {
        NormalFunctions.Define(session);
        foreach (var statement in SqlStep.Load(typeof(RecordTable), "normalise_macros").Text.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            session.Execute(statement, cancellationToken);
        }
    }

    /// <summary>The values of each dictionary, by the name of its table.</summary>
    internal IReadOnlyDictionary<string, SealedCodes> Dictionaries => _dictionaries;

    internal void Build(PermittedPairs permitted, int maxRecordsPerUprn, CancellationToken cancellationToken)
    {
        CreateMacros(_session, cancellationToken);
        foreach (var input in _inputs)
        {
            CheckColumns(input, cancellationToken);
        }

        var dictionaries = _fields.Where(f => f.Dictionary is not null).Select(f => f.Dictionary!).Distinct(StringComparer.Ordinal).ToList();
        var numbers = dictionaries.ToDictionary(d => d, _ => new ValueCodes(), StringComparer.Ordinal);
        foreach (var (name, values) in numbers)
        {
            CodeFunctions.DefineNumber(_session, name, values);
        }

        var ids = new RecordIds();
        CodeFunctions.DefineIdNumber(_session, ids);
        var selects = string.Join("\nUNION ALL\n", _inputs.Select((input, index) => Select(input, index, permitted)));
        Run("normalised_records", [("selects", selects)], [], cancellationToken);
        var codes = new SealedCodes[dictionaries.Count];
        int[][] places = [];
        var allDiffer = true;
        Parallel.For(0, dictionaries.Count + 1, i =>
        {
            if (i == 0)
            {
                places = ids.Places(out allDiffer);
            }
            else
            {
                codes[i - 1] = numbers[dictionaries[i - 1]].Seal(dictionaries[i - 1] == RecordFields.Names);
            }
        });
        CheckIds(allDiffer, cancellationToken);
        numbers.Keys.Append(CodeFunctions.Id).ToList().ForEach(name => _session.Release($"{name}_number"));
        numbers.Clear();
        CodeFunctions.DefineCode(_session, CodeFunctions.Id, places);
        foreach (var (index, name) in dictionaries.Index())
        {
            _dictionaries[name] = codes[index];
            CodeFunctions.DefineCode(_session, name, codes[index].Codes);
            CodeFunctions.DefineValue(_session, name, codes[index].Values);
            var sound = name == RecordFields.Names ? ", lnk_sound(value) AS sound" : string.Empty;
            Run("value_dictionary", [("dictionary", name), ("sound", sound), ("count", _dictionaries[name].Values.Count.ToString(CultureInfo.InvariantCulture))], [], cancellationToken);
        }

        var hasUprn = _fields.Any(f => f.Column == "uprn");
        if (hasUprn)
        {
            Run("dummy_uprns", [], [maxRecordsPerUprn], cancellationToken);
            QuarantinedUprnRecords = _session.Scalar<long>("SELECT coalesce(sum(records), 0)::BIGINT FROM lnk_dummy_uprn", cancellationToken);
        }

        RecordIdFunction = CodeFunctions.DefineRecords(_session, ids, [.. _inputs.Select(i => i.Dataset)], _recordIdType == "VARCHAR");
        Run("record_ids", [("record_id", RecordIdFunction), ("records", ids.Count.ToString(CultureInfo.InvariantCulture))], [], cancellationToken);
        var columns = string.Concat(_fields.Select(f => f.Dictionary is not null
            ? $", {f.Dictionary}_code(n.{f.Column}) AS {f.Column}"
            : f.Column == "uprn" ? ", CASE WHEN du.uprn IS NULL THEN n.uprn END AS uprn" : $", n.{f.Column}"));
        Run("coded_records", [("columns", columns), ("joins", hasUprn ? "\nLEFT JOIN lnk_dummy_uprn du ON du.uprn = n.uprn" : string.Empty)], [], cancellationToken);
        _session.Execute("DROP TABLE lnk_norm", cancellationToken);
        dictionaries.Append(CodeFunctions.Id).ToList().ForEach(name => _session.Release($"{name}_code"));
    }

    /// <summary>The normalised columns of one input as a select list that begins with a comma; a field the input does not feed is NULL.</summary>
    internal static string NormalisedColumns(LinkInput input, IReadOnlyList<RecordField> fields) =>
        string.Concat(fields.Select(field => $", CAST({Normalised(input, field)} AS {field.SqlType}) AS {field.Column}"));

    private static string Normalised(LinkInput input, RecordField field)
    {
        var raw = input.Columns.Where(field.TakesFrom).Select(c => field.Normalise(c.Meaning, new SqlName(c.Name))).ToList();
        return raw.Count switch
        {
            0 => "NULL",
            1 => raw[0],
            _ => $"coalesce({string.Join(", ", raw)})",
        };
    }

    private string Select(LinkInput input, int index, PermittedPairs permitted)
    {
        var values = string.Concat(_fields.Select(field =>
        {
            var value = Normalised(input, field);
            return field switch
            {
                { Dictionary: { } dictionary } => $", {dictionary}_number(CAST({value} AS VARCHAR)) AS {field.Column}",
                { SqlType: "VARCHAR" } => string.Create(CultureInfo.InvariantCulture, $", CAST(left({value}, {LongestValue}) AS VARCHAR) AS {field.Column}"),
                _ => $", CAST({value} AS {field.SqlType}) AS {field.Column}",
            };
        }));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT CAST({index} AS UTINYINT) AS ds, CAST({permitted.Mask(index)} AS UBIGINT) AS partners, {CodeFunctions.Id}_number(CAST({index} AS UTINYINT), {new SqlName(input.RecordIdColumn)}) AS number{values} FROM {input.Relation}");
    }

    private void CheckColumns(LinkInput input, CancellationToken cancellationToken)
    {
        var types = ColumnTypes(input, cancellationToken);
        foreach (var column in input.Columns.Where(c => !types.ContainsKey(c.Name)))
        {
            throw new MatchingInputException("There is no such column.", $"dataset '{input.Dataset}', column '{column.Name}'", "Check the name of the column.");
        }

        if (!types.TryGetValue(input.RecordIdColumn, out var type) || type is not ("VARCHAR" or "BLOB"))
        {
            throw new MatchingInputException(
                "There is no such column, or it is neither VARCHAR nor BLOB.", RecordIdOf(input), "Name the record id column and give it one of these types.");
        }

        _recordIdType ??= type;
        if (type != _recordIdType)
        {
            throw new MatchingInputException("Its type differs from the record id of another input.", RecordIdOf(input), "Use VARCHAR in every input, or BLOB in every input.");
        }
    }

    /// <summary>Counts the records of each input. Every record has an id, and it is the only one with it.</summary>
    private void CheckIds(bool allDiffer, CancellationToken cancellationToken)
    {
        var counts = _session.Query("SELECT ds::INTEGER, count(*), count(number) FROM lnk_norm GROUP BY ds", r => (Input: r.GetInt32(0), Rows: r.GetInt64(1), Ids: r.GetInt64(2)), cancellationToken)
            .ToDictionary(c => c.Input);
        RecordsByInput = [.. _inputs.Index().Select(i => counts.GetValueOrDefault(i.Index).Rows)];
        foreach (var (index, input) in _inputs.Index())
        {
            if (counts.GetValueOrDefault(index) is var (_, rows, ids) && ids < rows)
            {
                throw new MatchingInputException(
                    string.Create(CultureInfo.InvariantCulture, $"{rows - ids} of {rows} records have no record id."), RecordIdOf(input), "Take a column that is filled in every record.");
            }
        }

        if (allDiffer)
        {
            return;
        }

        foreach (var (index, input) in _inputs.Index())
        {
            var distinct = _session.Scalar<long>($"SELECT count(DISTINCT {new SqlName(input.RecordIdColumn)}) FROM {input.Relation}", cancellationToken);
            if (distinct < RecordsByInput[index])
            {
                throw new MatchingInputException(
                    string.Create(CultureInfo.InvariantCulture, $"Only {distinct} record ids are distinct among {RecordsByInput[index]} records."),
                    RecordIdOf(input),
                    "Take a column that is unique, or remove the repeated records.");
            }
        }
    }

    private static string RecordIdOf(LinkInput input) => $"dataset '{input.Dataset}', column '{input.RecordIdColumn}'";

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
