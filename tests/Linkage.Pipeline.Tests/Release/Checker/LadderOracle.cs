using System.Globalization;
using System.Numerics;
using System.Text;

namespace Linkage.Pipeline.Tests.Release.Checker;

/// <summary>
/// What a table with ladders has to become, from the definition alone: every combination of levels is tried in plain C#, row by row. It shares no code and no SQL with what
/// makes the file.
/// </summary>
/// <param name="Steps">For each column by which people are grouped, what each level makes of a value; one level for a column without a ladder.</param>
/// <param name="Ladders">Which of them have a ladder.</param>
/// <param name="K">Fewest people of a group.</param>
/// <param name="Percent">Most people to leave out, in percent.</param>
internal sealed record LadderOracle(IReadOnlyList<IReadOnlyList<Func<object?, string?>>> Steps, IReadOnlyList<bool> Ladders, int K, int Percent)
{
    public static string? AsItIs(object? value) => value is null ? null : value is DateOnly date ? date.ToString("O", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture);

    public static string? Any(object? value) => "*";

    public static Func<object?, string?> Period(string word) => value => value is not DateOnly date ? null : word switch
    {
        "day" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "month" => date.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        "quarter" => date.ToString("yyyy", CultureInfo.InvariantCulture) + "-Q" + ((date.Month + 2) / 3).ToString(CultureInfo.InvariantCulture),
        "year" => date.ToString("yyyy", CultureInfo.InvariantCulture),
        "five-years" => $"{date.Year / 5 * 5:0000} to {(date.Year / 5 * 5) + 4:0000}",
        _ => $"{date.Year / 10 * 10:0000}s",
    };

    public static Func<object?, string?> Band(int width) => value =>
    {
        if (value is null)
        {
            return null;
        }

        var number = new BigInteger((long)value);
        var first = number;
        while (!(first % width).IsZero)
        {
            first--;
        }

        return $"{first} to {first + width - 1}";
    };

    public static Func<object?, string?> Prefix(int characters) => value => value is null ? null : string.Concat(((string)value).EnumerateRunes().Take(characters).Select(r => r.ToString())) + "*";

    /// <summary>The levels to be chosen, and the rows that stay at them.</summary>
    /// <param name="rows">A row a person: the values that group, in the order of the steps, and one value that a group may not share.</param>
    public (int[] Levels, double Loss, List<(string?[] Groups, string? Value, int Row)> Kept) Best(IReadOnlyList<(object?[] Groups, string? Value)> rows)
    {
        var most = rows.Count * Percent / 100;
        var nodes = Steps.Aggregate((IEnumerable<int[]>)[[]], (all, steps) => all.SelectMany(node => Enumerable.Range(0, steps.Count).Select(level => (int[])[.. node, level])))
            .Select(node => (Node: node, Kept: Kept(rows, node)))
            .Select(n => (n.Node, n.Kept, Out: rows.Count - n.Kept.Count, Loss: LossOf(n.Node)))
            .ToList();
        var fit = nodes.Where(n => n.Out <= most).OrderBy(n => n.Loss).ThenBy(n => n.Out).ToList();
        var ordered = fit.Count > 0 ? fit : [.. nodes.OrderBy(n => n.Out).ThenBy(n => n.Loss)];
        // Enumerated from the finest first columns on, and sorted stably: the first of equals is the one with the finest first columns.
        return (ordered[0].Node, (double)ordered[0].Loss, ordered[0].Kept);
    }

    public List<(string?[] Groups, string? Value, int Row)> Kept(IReadOnlyList<(object?[] Groups, string? Value)> rows, int[] node) =>
        [.. rows.Select((row, index) => (Groups: row.Groups.Select((value, column) => Steps[column][node[column]](value)).ToArray(), row.Value, Row: index))
            .GroupBy(row => string.Join('|', row.Groups.Select(g => g is null ? "-" : $"{Encoding.UTF8.GetByteCount(g)}:{g}")), StringComparer.Ordinal)
            .Where(group => group.Count() >= K && group.Select(row => row.Value).OfType<string>().Distinct(StringComparer.Ordinal).Count() != 1)
            .SelectMany(group => group)];

    private decimal LossOf(int[] node)
    {
        var ladders = node.Index().Where(n => Ladders[n.Index]).ToList();
        // In sixtieths of sixtieths, so that equal losses are equal.
        return ladders.Sum(n => decimal.Round(n.Item * 5_040m / (Steps[n.Index].Count - 1), 6)) / Math.Max(1, ladders.Count) / 5_040m;
    }
}
