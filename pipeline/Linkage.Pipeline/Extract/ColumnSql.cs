using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract;

/// <summary>
/// The SQL of one contract column: c{i} as it comes, t{i} its trimmed text, v{i} its value, u{i} true where text is there and no value could be read.
/// Names of the file or the contract never stand in it; they are given back when the rows are written.
/// </summary>
/// <param name="column">The contract column.</param>
/// <param name="index">Its place in the contract.</param>
/// <param name="lineMarks">Whether the normalised file stands for line ends within fields by marks.</param>
internal sealed class ColumnSql(ContractColumn column, int index, bool lineMarks)
{
    // Space, tab, line ends, no-break space, zero-width space, byte-order mark.
    private const string White = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)";

    private readonly string _i = index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The contract column.</summary>
    public ContractColumn Column => column;

    /// <summary>Name of its value in <c>typed</c>.</summary>
    public string Value => $"v{_i}";

    /// <summary>True where a value is there but could not be read; in <c>typed</c> for <see cref="CanFail"/> columns.</summary>
    public string Unreadable => $"u{_i}";

    /// <summary>Whether reading it as its type can fail.</summary>
    public bool CanFail => column.Type != LogicalType.String;

    /// <summary>Reason when it fails.</summary>
    public string FailureReason => column.Type switch
    {
        LogicalType.Date => RejectReasons.NotADate,
        LogicalType.Integer => RejectReasons.NotAnInteger,
        LogicalType.Number => RejectReasons.NotANumber,
        LogicalType.Boolean => RejectReasons.NotABoolean,
        LogicalType.String => throw new InvalidOperationException("Text is always read."),
    };

    /// <summary>First step: text without white space around it, composed (NFC), NULL when blank. A typed Parquet column passes as it is.</summary>
    public string Text => !IsText && column.Type != LogicalType.String ? $"c{_i} AS t{_i}"
        : column.PhysicalType is null ? $"nullif(nfc_normalize({WithLines}), '') AS t{_i}"
        : $"nullif(trim(nfc_normalize(c{_i}::VARCHAR), {White}), '') AS t{_i}";

    /// <summary>Second step: the value.</summary>
    public string Conversion => $"{(IsText ? FromText : FromTyped)} AS {Value}{(CanFail ? $", t{_i}" : string.Empty)}";

    /// <summary>Third step: the value and the mark.</summary>
    public string Marked => CanFail ? $"{Value}, t{_i} IS NOT NULL AND {Value} IS NULL AS {Unreadable}" : Value;

    /// <summary>The value under the contract's name.</summary>
    public string Named => $"{Value} AS {SqlName.Quote(column.Name)}";

    private bool IsText => column.PhysicalType is null or "VARCHAR";

    private string WithLines => lineMarks ? $"replace(c{_i}, chr({(int)NormalisedFile.LineMark}), chr(10))" : $"c{_i}";

    private string FromText => column.Type switch
    {
        LogicalType.String => $"t{_i}",
        LogicalType.Integer => $"CASE WHEN regexp_full_match(t{_i}, '[+-]?([0-9]+|[0-9]{{1,3}}(,[0-9]{{3}})+)([.]0+)?') THEN TRY_CAST(replace(split_part(t{_i}, '.', 1), ',', '') AS BIGINT) END",
        LogicalType.Number => $"CASE WHEN regexp_full_match(t{_i}, '[+-]?£?[+-]?([0-9]+|[0-9]{{1,3}}(,[0-9]{{3}})+)?([.][0-9]+)?') THEN TRY_CAST(replace(replace(t{_i}, '£', ''), ',', '') AS DECIMAL(18,2)) END",
        LogicalType.Date => DateFromText,
        LogicalType.Boolean => $"CASE WHEN lower(t{_i}) IN ('y', 'yes', 'true', 't', '1') THEN true WHEN lower(t{_i}) IN ('n', 'no', 'false', 'f', '0') THEN false END",
    };

    // strptime takes 1/2/80 for the year 80, and 1915111 for the first of November: neither is a date in the contract's format.
    private string DateFromText
    {
        get
        {
            var format = SqlName.Literal(column.DateFormat ?? throw new InvalidOperationException("A date in text has a format."));
            var read = $"try_strptime(t{_i}, {format})";
            var strict = column.DateFormat.Any(c => " -/.,:".Contains(c, StringComparison.Ordinal))
                ? $"year({read}) >= 1000"
                : $"year({read}) >= 1000 AND strftime({read}, {format}) = t{_i}";
            return $"CASE WHEN {strict} THEN {read}::DATE END";
        }
    }

    private string FromTyped => column.Type switch
    {
        LogicalType.String => $"t{_i}",
        LogicalType.Integer => $"TRY_CAST(t{_i} AS BIGINT)",
        LogicalType.Number => $"TRY_CAST(t{_i} AS DECIMAL(18,2))",
        LogicalType.Date => $"TRY_CAST(t{_i} AS DATE)",
        LogicalType.Boolean => $"TRY_CAST(t{_i} AS BOOLEAN)",
    };

    /// <summary>True in SQL for a value that breaks an expectation of one row; null for expectations of the file.</summary>
    public string? Breaks(Expectation expectation) => expectation switch
    {
        Expectation.NotNull => $"{Value} IS NULL{(CanFail ? $" AND NOT {Unreadable}" : string.Empty)}",
        Expectation.Range range => string.Join(" OR ", Bounds(range)),
        Expectation.Pattern pattern => $"NOT regexp_full_match({Value}, {SqlName.Literal(pattern.Regex)})",
        Expectation.OneOf oneOf => $"{Value} NOT IN ({string.Join(", ", oneOf.Values.Select(SqlName.Literal))})",
        _ => null,
    };

    private IEnumerable<string> Bounds(Expectation.Range range)
    {
        if (range.Minimum is { } minimum)
        {
            yield return $"{Value} < {Bound(minimum)}";
        }

        if (range.Maximum is { } maximum)
        {
            yield return $"{Value} > {Bound(maximum)}";
        }
    }

    private string Bound(string bound) => column.Type == LogicalType.Date ? $"DATE {SqlName.Literal(bound)}" : $"{SqlName.Literal(bound)}::DECIMAL(38,10)";
}
