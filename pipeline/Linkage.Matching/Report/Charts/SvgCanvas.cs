using System.Globalization;
using System.Text;

namespace Linkage.Matching.Report.Charts;

/// <summary>
/// One SVG image within a page. Colours come from the page's style sheet by class; every meaning is carried by shape or pattern as well: solid, hollow,
/// hatched.
/// </summary>
internal sealed class SvgCanvas
{
    /// <summary>Size of text, in pixels.</summary>
    internal const double TextSize = 12.5;

    /// <summary>Size of ticks and notes, in pixels.</summary>
    internal const double SmallSize = 11.5;

    /// <summary>Ending of a class whose text is written on paper laid over the lines behind it.</summary>
    private const string OnPaper = " on-paper";

    private readonly Markup _page;
    private readonly string _id;

    private SvgCanvas(Markup page, string id, double width)
    {
        (_page, _id, Width) = (page, id, width);
    }

    /// <summary>Width in pixels.</summary>
    internal double Width { get; }

    /// <summary>True where labels stand above what they name and not beside it.</summary>
    internal bool IsNarrow => Width < 500;

    /// <summary>Fill of what is hatched.</summary>
    internal string Hatched => $"url(#{_id}-hatch)";

    /// <summary>Draws a chart into a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">An id that is unique in the page.</param>
    /// <param name="className">Class of the image, or null.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="title">What the image is.</param>
    /// <param name="description">What there is to see.</param>
    /// <param name="chart">The chart.</param>
    internal static void Draw(Markup page, string id, string? className, double width, string title, string description, IChart chart)
    {
        var height = Math.Ceiling(chart.HeightAt(width));
        var canvas = new SvgCanvas(page, id, width);
        using (page.Open(
            "svg",
            ("id", id),
            ("class", className),
            ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            ("width", width),
            ("height", height),
            ("role", "img"),
            ("aria-labelledby", $"{id}-title {id}-desc")))
        {
            page.Element("title", title, ("id", $"{id}-title"));
            page.Element("desc", description, ("id", $"{id}-desc"));
            using (page.Open("defs"))
            using (page.Open("pattern", ("id", $"{id}-hatch"), ("width", 5), ("height", 5), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)")))
            {
                canvas.Rect(0, 0, 5, 5, "paper");
                canvas.Line(0, 0, 0, 5, "hatch");
            }

            chart.Draw(canvas);
        }

        page.Line();
    }

    internal void Rect(double x, double y, double width, double height, string className) =>
        _page.Element("rect", null, ("x", x), ("y", y), ("width", Math.Max(0, width)), ("height", Math.Max(0, height)), ("class", className));

    internal void HatchedRect(double x, double y, double width, double height) =>
        _page.Element("rect", null, ("x", x), ("y", y), ("width", Math.Max(0, width)), ("height", Math.Max(0, height)), ("class", "hatched"), ("fill", Hatched));

    internal void Line(double x1, double y1, double x2, double y2, string className) =>
        _page.Element("line", null, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", className));

    internal void Circle(double x, double y, double radius, string className) => _page.Element("circle", null, ("cx", x), ("cy", y), ("r", radius), ("class", className));

    internal void Square(double x, double y, double half, string className) => Rect(x - half, y - half, 2 * half, 2 * half, className);

    internal void Diamond(double x, double y, double half, string className) =>
        Path(string.Create(CultureInfo.InvariantCulture, $"M{x:0.##} {y - half:0.##}L{x + half:0.##} {y:0.##}L{x:0.##} {y + half:0.##}L{x - half:0.##} {y:0.##}Z"), className);

    internal void Path(string path, string className) => _page.Element("path", null, ("d", path), ("class", className));

    /// <summary>A line through points.</summary>
    internal void Through(IReadOnlyList<(double X, double Y)> points, string className)
    {
        var path = new StringBuilder();
        foreach (var (index, (x, y)) in points.Index())
        {
            path.Append(CultureInfo.InvariantCulture, $"{(index == 0 ? 'M' : 'L')}{x:0.##} {y:0.##}");
        }

        Path(path.ToString(), className);
    }

    /// <summary>Text beginning at x.</summary>
    internal void Text(double x, double y, string text, string className = "label") => Write(x, y, text, className, null);

    /// <summary>Text ending at x.</summary>
    internal void TextBefore(double x, double y, string text, string className = "label") => Write(x, y, text, className, "end");

    /// <summary>Text around x, moved where it would leave the image.</summary>
    internal void TextAround(double x, double y, string text, string className = "tick")
    {
        var half = TextWidth.Of(text, className == "tick" ? SmallSize : TextSize) / 2;
        Write(Math.Clamp(x, half, Math.Max(half, Width - half)), y, text, className, "middle");
    }

    /// <summary>The line of an axis below a chart with its ticks, thinned until they do not touch, and grid lines above them.</summary>
    internal void AxisBelow(Scale scale, double top, double bottom, Func<double, string> name, int about, string? says = null)
    {
        var ticks = scale.Ticks(about);
        while (about > 1 && ticks.Count > 2 && ticks.Zip(ticks.Skip(1)).Any(t =>
            scale.At(t.Second) - scale.At(t.First) < (TextWidth.Of(name(t.First), SmallSize) + TextWidth.Of(name(t.Second), SmallSize)) / 2 + 6))
        {
            ticks = scale.Ticks(--about);
        }

        foreach (var tick in ticks)
        {
            Line(scale.At(tick), top, scale.At(tick), bottom, "grid");
            TextAround(scale.At(tick), bottom + 14, name(tick));
        }

        Line(scale.From, bottom, scale.To, bottom, "axis");
        if (says is not null)
        {
            TextAround((scale.From + scale.To) / 2, bottom + 31, TextWidth.Fit(says, TextSize, Width), "axis-name");
        }
    }

    private void Write(double x, double y, string text, string className, string? anchor)
    {
        if (className.EndsWith(OnPaper, StringComparison.Ordinal))
        {
            className = className[..^OnPaper.Length];
            var width = TextWidth.Of(text, TextSize);
            Rect(anchor is null ? x - 1 : x - width - 1, y - 10.5, width + 2, 13.5, "paper");
        }

        _page.Element("text", text, ("x", x), ("y", y), ("class", className), ("text-anchor", anchor));
    }
}
