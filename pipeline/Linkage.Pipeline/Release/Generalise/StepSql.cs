using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>A step of a ladder as an expression of DuckDB. The result is text; no value stays no value until the column is hidden.</summary>
internal static partial class StepSql
{
    /// <summary>Whether a column of a type can have a ladder of a kind.</summary>
    internal static bool Fits(LadderKind kind, string type) => kind switch
    {
        LadderKind.Dates => IsDate(type),
        LadderKind.Widths => WholeNumber().IsMatch(type),
        LadderKind.Prefixes => type == "VARCHAR",
        LadderKind.AsItIs or LadderKind.Any => true,
    };

    /// <summary>Whether a type is one of dates.</summary>
    internal static bool IsDate(string type) => type is "DATE" or "TIMESTAMP";

    /// <summary>The expression.</summary>
    internal static string Of(LadderStep step, string column)
    {
        var name = new SqlName(column).ToString();
        return step.Kind switch
        {
            LadderKind.AsItIs => $"CAST({name} AS VARCHAR)",
            LadderKind.Any => "'*'",
            LadderKind.Dates => $"CASE WHEN {name} IS NULL THEN NULL WHEN NOT isfinite({name}) THEN CAST({name} AS VARCHAR) ELSE {Period(step.Size, name)} END",
            LadderKind.Widths => Band(step.Size.ToString(CultureInfo.InvariantCulture), $"CAST({name} AS HUGEINT)"),
            // Where a value is no longer than its beginning, that too is not told.
            LadderKind.Prefixes => string.Create(CultureInfo.InvariantCulture, $"left({name}, {step.Size}) || '*'"),
        };
    }

    private static string Period(int months, string name) => months switch
    {
        0 => $"CAST(CAST({name} AS DATE) AS VARCHAR)",
        1 => $"printf('%04d-%02d', year({name}), month({name}))",
        3 => $"printf('%04d-Q%d', year({name}), quarter({name}))",
        12 => $"printf('%04d', year({name}))",
        60 => $"printf('%04d to %04d', {First(5, name)}, {First(5, name)} + 4)",
        _ => $"printf('%04ds', {First(10, name)})",
    };

    // The remainder of DuckDB has the sign of the number; years before our era and numbers below nought have bands of the same width.
    private static string First(int years, string name) => string.Create(CultureInfo.InvariantCulture, $"(year({name}) - (year({name}) % {years} + {years}) % {years})");

    private static string Band(string width, string number)
    {
        var first = $"({number} - ({number} % {width} + {width}) % {width})";
        return $"CAST({first} AS VARCHAR) || ' to ' || CAST({first} + {width} - 1 AS VARCHAR)";
    }

    [GeneratedRegex("^U?(TINY|SMALL|BIG)INT\\z|^U?INTEGER\\z|^HUGEINT\\z")]
    private static partial Regex WholeNumber();
}
