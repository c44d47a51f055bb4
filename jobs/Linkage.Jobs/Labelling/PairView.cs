using Linkage.Matching.Review;

namespace Linkage.Jobs.Labelling;

/// <summary>A pair as lines of a screen: each field with a mark that tells, without colour, whether the two values are the same.</summary>
internal static class PairView
{
    /// <summary>Columns from which on the model's level of each field is shown too.</summary>
    public const int WidthForLevels = 120;

    private const int MarkWidth = 2;
    private const int Between = 2;
    private const int LevelWidth = 24;

    /// <summary>Lays a pair out in pages.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="comparisons">What the levels say.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <param name="height">Lines for one page, the head of the table included.</param>
    /// <returns>Pages of marked-up lines; at least one.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Pages(ReviewPair pair, IReadOnlyList<ReviewComparison> comparisons, int width, int height)
    {
        var withLevels = width >= WidthForLevels;
        var fields = pair.Fields.Where(f => f.Left is not null || f.Right is not null).ToList();
        var names = Math.Clamp(fields.Select(f => Visible(f.Name).Length).DefaultIfEmpty(5).Max(), 5, 15);
        var values = (width - MarkWidth - names - (Between * (withLevels ? 3 : 2)) - (withLevels ? LevelWidth : 0) - 1) / 2;

        // Long values take up to three lines where the whole pair still fits.
        List<List<string>> rows;
        var lines = 4;
        do
        {
            lines--;
            rows = [.. fields.Select(f => Row(f, withLevels ? Level(pair, comparisons, f.Name) : null, names, values, lines))];
        }
        while (lines > 1 && rows.Sum(r => r.Count) > height - 1);

        var head = $"[grey]{new string(' ', MarkWidth)}{Fixed("field", names)}{Gap}{Fixed(Visible(pair.Left.Dataset), values)}{Gap}{Fixed(Visible(pair.Right.Dataset), values)}{(withLevels ? $"{Gap}the model saw" : null)}[/]";
        var pages = new List<List<string>> { new() { head } };
        foreach (var row in rows)
        {
            if (pages[^1].Count + row.Count > height && pages[^1].Count > 1)
            {
                pages.Add([head]);
            }

            pages[^1].AddRange(row);
        }

        if (rows.Count == 0)
        {
            pages[^1].Add("[grey]neither record has a value to compare[/]");
        }

        return pages;
    }

    private static string Gap { get; } = new(' ', Between);

    private static List<string> Row(ReviewField field, string? level, int names, int values, int lines)
    {
        var left = Visible(field.Left);
        var right = Visible(field.Right);
        var missing = field.Left is null || field.Right is null;
        var same = !missing && left.Equals(right, StringComparison.OrdinalIgnoreCase) && field.LeftLength == field.RightLength;
        var (a, b) = missing || same ? (Difference.Plain(left), Difference.Plain(right)) : Difference.Of(left, right);
        var leftLines = field.Left is null ? [None(values)] : Cell.Of(a, values, lines, field.LeftLength);
        var rightLines = field.Right is null ? [None(values)] : Cell.Of(b, values, lines, field.RightLength);
        var mark = missing ? "[grey]?[/]" : same ? "[green]=[/]" : "[bold yellow]≠[/]";
        return
        [
            .. Enumerable.Range(0, Math.Max(leftLines.Count, rightLines.Count)).Select(i =>
                $"{(i == 0 ? mark : " ")} {Fixed(i == 0 ? Visible(field.Name) : string.Empty, names)}{Gap}{At(leftLines, i, values)}{Gap}{At(rightLines, i, values)}{(i == 0 && level is not null ? $"{Gap}[grey]{Fixed(Visible(level), LevelWidth)}[/]" : null)}"),
        ];
    }

    private static string? Level(ReviewPair pair, IReadOnlyList<ReviewComparison> comparisons, string field)
    {
        var level = pair.Levels.FirstOrDefault(l => l.Name == field)?.Level;
        var labels = comparisons.FirstOrDefault(c => c.Name == field)?.Levels;
        return level is { } n && labels is not null ? n == 0 ? "missing" : n <= labels.Count ? labels[n - 1] : null : null;
    }

    private static string At(IReadOnlyList<string> lines, int index, int width) => index < lines.Count ? lines[index] : new string(' ', width);

    private static string None(int width) => $"[grey]{Fixed("(none)", width)}[/]";

    private static string Visible(string? value) => VisibleText.Of(value ?? string.Empty);

    /// <summary>A name cut and filled to a width, escaped.</summary>
    private static string Fixed(string text, int width) => Cell.Of(Difference.Plain(text.Length <= width ? text : text[..(width - 1)] + "…"), width, 1, null)[0];
}
