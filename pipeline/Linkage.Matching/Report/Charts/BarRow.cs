namespace Linkage.Matching.Report.Charts;

/// <summary>A row of a bar chart.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Solid">Length of the solid bar.</param>
/// <param name="Hatched">Length of the hatched bar that follows it.</param>
/// <param name="Says">The number beside the bars.</param>
internal sealed record BarRow(string Label, double Solid, double Hatched, string Says);

/// <summary>Bars side by side from 0, a row each, with the number at the end.</summary>
internal sealed class BarChart(IReadOnlyList<BarRow> rows, double most, Func<double, string> tick, string axis) : IChart
{
    /// <inheritdoc/>
    public double HeightAt(double width) => 4 + rows.Count * RowAt(width) + 38;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        var narrow = canvas.IsNarrow;
        var longest = rows.Max(r => TextWidth.Of(r.Label, SvgCanvas.TextSize));
        var labels = narrow ? 0 : Math.Min(longest, canvas.Width * .42) + 10;
        var numbers = rows.Max(r => TextWidth.Of(r.Says, SvgCanvas.TextSize)) + 8;
        var scale = Scale.Around(0, most > 0 ? most : 1, labels, canvas.Width - (narrow ? 14 : Math.Min(numbers, canvas.Width * .3)), 5);
        var bottom = 4 + rows.Count * RowAt(canvas.Width);
        canvas.AxisBelow(scale, 4, bottom, tick, narrow ? 4 : 5, axis);
        foreach (var (index, row) in rows.Index())
        {
            var y = 4 + index * RowAt(canvas.Width) + (narrow ? 25 : RowAt(canvas.Width) / 2);
            var (solid, end) = (scale.At(row.Solid), scale.At(row.Solid + row.Hatched));
            canvas.Rect(scale.From, y - 6, row.Solid > 0 ? Math.Max(1, solid - scale.From) : 0, 12, "bar");
            if (row.Hatched > 0)
            {
                canvas.HatchedRect(solid, y - 6, Math.Max(1, end - solid), 12);
            }

            if (narrow)
            {
                canvas.Text(0, y - 10, TextWidth.Fit(row.Label, SvgCanvas.TextSize, canvas.Width - numbers), "label on-paper");
                canvas.TextBefore(canvas.Width, y - 10, row.Says, "value on-paper");
            }
            else
            {
                canvas.TextBefore(labels - 8, y + 4, TextWidth.Fit(row.Label, SvgCanvas.TextSize, labels - 10));
                canvas.Text(Math.Max(end, scale.From) + 6, y + 4, row.Says, "value on-paper");
            }
        }
    }

    private static double RowAt(double width) => width < 500 ? 38 : 21;
}
