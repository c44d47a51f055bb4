namespace Linkage.Matching.Report.Charts;

/// <summary>
/// How wide text will be, near enough to keep labels apart: the reader's font is not known, so the widths are those of a wide sans serif (DejaVu Sans).
/// </summary>
internal static class TextWidth
{
    /// <summary>Width of text in pixels at a font size in pixels.</summary>
    internal static double Of(string text, double size) => text.Sum(WidthOf) * size;

    /// <summary>The text, shortened with an ellipsis where it is wider than there is room.</summary>
    internal static string Fit(string text, double size, double room)
    {
        if (Of(text, size) <= room)
        {
            return text;
        }

        var kept = 0;
        for (var width = Of("…", size); kept < text.Length && width + WidthOf(text[kept]) * size <= room; kept++)
        {
            width += WidthOf(text[kept]) * size;
        }

        if (kept > 0 && char.IsHighSurrogate(text[kept - 1]))
        {
            kept--;
        }

        return text[..kept].TrimEnd() + "…";
    }

    private static double WidthOf(char c) => c switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or 'I' => .33,
        ' ' or 'f' or 't' or 'r' or '(' or ')' or '-' or '/' => .41,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => .97,
        >= 'A' and <= 'Z' => .74,
        < '\u0250' => .63,
        '−' or '×' or '…' or '·' => .8,
        < '\u1100' => .7,
        _ => 1,
    };
}
