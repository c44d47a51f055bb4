using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract;

/// <summary>The set-based half of Extract: types the records, checks them against the contract, and writes the kept and the rejected.</summary>
internal sealed class LandingTables(DuckSession session, DatasetContract contract, ExtractOptions options, bool lineMarks, CancellationToken cancellationToken)
{
    private readonly List<ColumnSql> _columns = [.. contract.Columns.Select((c, i) => new ColumnSql(c, i, lineMarks))];

    private readonly List<(ColumnSql Column, string Reason, string? Breaks)> _checks = [];

    /// <summary>Reads the normalised records, whose form is known, so nothing is sniffed.</summary>
    public string RecordsTable(string path) =>
        ReadNormalised(path, [("line_number", "BIGINT"), ("mended", "BOOLEAN"), .. _columns.Select((_, i) => (FormattableString.Invariant($"c{i}"), "VARCHAR"))]);

    /// <summary>Reads the list of malformed records.</summary>
    public string MalformedTable(string path) => ReadNormalised(path, [("line_number", "BIGINT"), ("reason", "VARCHAR")]);

    /// <summary>An empty list of malformed records, for sources that cannot have any.</summary>
    public static string NoMalformed => "(SELECT 0::BIGINT AS line_number, '' AS reason WHERE false)";

    /// <summary>Makes <c>typed</c>; returns its rows.</summary>
    public long Type(string source)
    {
        Run("typed", ("source", source), ("marked", List(c => c.Marked)), ("values", List(c => c.Conversion)), ("texts", List(c => c.Text)));
        return session.Scalar<long>("SELECT count(*) FROM typed", cancellationToken);
    }

    /// <summary>Checks the columns as wholes: code and problem of a refusal, or nulls; and file-level warnings by reason.</summary>
    public (string? Code, string? Problem, IReadOnlyDictionary<string, long> Warned) JudgeColumns()
    {
        var step = SqlStep.Load(typeof(LandingTables), "column_counts").With(
            ("counts", List(c => c.CanFail ? $"count({c.Value}), count(*) FILTER (WHERE {c.Unreadable})" : $"count({c.Value}), 0")));
        var width = 1 + (2 * _columns.Count);
        var counts = session.Query(step.Text, r => Enumerable.Range(0, width).Select(i => Convert.ToInt64(r.GetValue(i), CultureInfo.InvariantCulture)).ToArray(), cancellationToken)[0];
        var warned = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _columns.Count; i++)
        {
            var (column, rows, values, unreadable) = (_columns[i].Column, counts[0], counts[1 + (2 * i)], counts[2 + (2 * i)]);
            if (unreadable >= options.LeastFailures && unreadable > options.RetypedShare * (values + unreadable))
            {
                return (
                    ExtractRefusals.RetypedColumn,
                    FormattableString.Invariant($"{unreadable} of {values + unreadable} values of {column.Name} cannot be read as {Expected(column)}; ask for the agreed format, or agree a new version of the contract"),
                    warned);
            }

            var nulls = rows - values - unreadable;
            if (column.Expectations.OfType<Expectation.MaximumNullShare>().FirstOrDefault() is { } most && nulls > most.Share * rows)
            {
                if (most.OnFailure == OnFailure.Reject)
                {
                    return (
                        ExtractRefusals.TooManyNulls,
                        FormattableString.Invariant($"{nulls} of {rows} records have no {column.Name}, more than the contract allows ({most.Share:P0}); ask for the file again, or agree a new version of the contract"),
                        warned);
                }

                warned[most.ReasonCode] = warned.GetValueOrDefault(most.ReasonCode) + nulls;
            }
        }

        return (null, null, warned);
    }

    /// <summary>Makes <c>faulty</c>: the record id first, then column by column; last the repeats among what is left.</summary>
    public void Check()
    {
        foreach (var column in _columns.OrderByDescending(c => c.Column.IsRecordId))
        {
            AddChecks(column);
        }

        var cases = _checks.Select((c, i) => c.Breaks is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"WHEN {c.Breaks} THEN {i}"));
        Run("faulty", ("checks", string.Join(" ", cases)));
        for (var i = 0; i < _checks.Count; i++)
        {
            if (_checks[i].Breaks is null)
            {
                Run("repeated", ("fault", i.ToString(CultureInfo.InvariantCulture)), ("value", _checks[i].Column.Value));
            }
        }
    }

    /// <summary>Counts the warnings on kept records, by reason.</summary>
    public IReadOnlyDictionary<string, long> Warnings()
    {
        var warnings = _columns
            .SelectMany(c => c.Column.Expectations
                .Where(e => e.OnFailure == OnFailure.Warn)
                .Select(e => (Reason: e.ReasonCode, Sql: e is Expectation.Unique ? $"count({c.Value}) - count(DISTINCT {c.Value})" : c.Breaks(e) is { } breaks ? $"count(*) FILTER (WHERE {breaks})" : "0"))
                .Concat(c.CanFail && c.Column.WhenUnreadable == OnFailure.Warn ? [(c.FailureReason, $"count(*) FILTER (WHERE {c.Unreadable})")] : []))
            .Append((Reason: RejectReasons.ControlCharacter, Sql: "count(*) FILTER (WHERE mended)"))
            .ToList();
        var step = SqlStep.Load(typeof(LandingTables), "warnings").With(("counts", string.Join(", ", warnings.Select(w => w.Sql))));
        var counts = session.Query(step.Text, r => warnings.Select((_, i) => Convert.ToInt64(r.GetValue(i + 1), CultureInfo.InvariantCulture)).ToArray(), cancellationToken)[0];
        return warnings.Zip(counts, (w, n) => (w.Reason, Count: n)).GroupBy(w => w.Reason).ToDictionary(g => g.Key, g => g.Sum(w => w.Count));
    }

    /// <summary>Writes both files, then reads them back for the counts.</summary>
    public (long Kept, SortedDictionary<string, long> Rejected) Write(string malformed, string rowsPath, string rejectsPath)
    {
        Run("rows", ("columns", List(c => c.Named)), ("target", SqlName.Literal(rowsPath)));
        var names = _checks.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, {SqlName.Literal(c.Column.Column.Name)}, {SqlName.Literal(c.Reason)})"));
        Run("rejects", ("malformed", malformed), ("names", string.Join(", ", names)), ("target", SqlName.Literal(rejectsPath)));
        var kept = session.Scalar<long>($"SELECT count(*) FROM read_parquet({SqlName.File(rowsPath)}, hive_partitioning = false)", cancellationToken);
        var rejected = session.Query($"SELECT reason, count(*) FROM read_parquet({SqlName.File(rejectsPath)}, hive_partitioning = false) GROUP BY reason", r => (r.GetString(0), r.GetInt64(1)), cancellationToken);
        return (kept, new SortedDictionary<string, long>(rejected.ToDictionary(r => r.Item1, r => r.Item2), StringComparer.Ordinal));
    }

    private void AddChecks(ColumnSql column)
    {
        if (column.CanFail && column.Column.WhenUnreadable == OnFailure.Reject)
        {
            _checks.Add((column, column.FailureReason, column.Unreadable));
        }

        foreach (var expectation in column.Column.Expectations.Where(e => e.OnFailure == OnFailure.Reject))
        {
            if (expectation is Expectation.Unique)
            {
                _checks.Add((column, expectation.ReasonCode, null));
            }
            else if (column.Breaks(expectation) is { } breaks)
            {
                _checks.Add((column, expectation.ReasonCode, breaks));
            }
        }
    }

    private string ReadNormalised(string path, IEnumerable<(string Name, string Type)> columns) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            read_csv({SqlName.File(path)}, auto_detect = false, hive_partitioning = false, header = false, delim = {SqlName.Literal(NormalisedFile.FieldMark.ToString())},
                quote = '', escape = '', comment = '', new_line = '\n', max_line_size = {options.MaximumRecordBytes + 1024},
                columns = {'{'}{string.Join(", ", columns.Select(c => $"{SqlName.Literal(c.Name)}: {SqlName.Literal(c.Type)}"))}{'}'})
            """);

    private static string Expected(ContractColumn column) => column.Type switch
    {
        LogicalType.Date => $"dates written {column.DateFormat}",
        LogicalType.Integer => "whole numbers",
        LogicalType.Number => "numbers",
        LogicalType.Boolean => "yes or no",
        LogicalType.String => "text",
    };

    private string List(Func<ColumnSql, string> part) => string.Join(", ", _columns.Select(part));

    private void Run(string name, params IEnumerable<(string, string)> fragments)
    {
        try
        {
            session.Execute(SqlStep.Load(typeof(LandingTables), name).With(fragments).Text, cancellationToken);
        }
        catch (DuckDBException exception)
        {
            // DuckDB's message may quote a value, so neither it nor the exception goes further.
            throw new InvalidOperationException($"SQL step {name} failed for {contract.Id} ({exception.ErrorType}).");
        }
    }
}
