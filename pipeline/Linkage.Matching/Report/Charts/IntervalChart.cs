namespace Linkage.Matching.Report.Charts;

/// <summary>A row of a chart of intervals.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The share, 0 to 1; null where it is not defined or withheld.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
/// <param name="Stands">True where the group stands apart from the rest: its dot is a hollow diamond.</param>
/// <param name="Name">The share in words.</param>
internal sealed record IntervalRow(string Label, double? Value, double? Low, double? High, bool Stands, string Name);

/// <summary>Shares with their intervals, a row each, and the share of all as a line.</summary>
internal sealed class IntervalChart(IReadOnlyList<IntervalRow> rows, Scale shares, double? overall, string axis) : IChart
{
    private const double Row = 23;

    /// <inheritdoc/>
    public double HeightAt(double width) => 20 + rows.Count * Row + 38;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        var labels = Math.Min(rows.Max(r => TextWidth.Of(r.Label, SvgCanvas.TextSize)), canvas.Width * .4) + 10;
        var numbers = rows.Max(r => TextWidth.Of(r.Name, SvgCanvas.TextSize)) + 6;
        var scale = shares with { From = labels, To = canvas.Width - numbers - 8 };
        var bottom = 20 + rows.Count * Row;
        canvas.AxisBelow(scale, 18, bottom, t => Say.Tick(t * 100) + "%", 4, axis);
        if (overall is { } all)
        {
            canvas.Line(scale.At(all), 18, scale.At(all), bottom, "threshold");
            canvas.TextAround(scale.At(all), 12, "all records");
        }

        foreach (var (index, row) in rows.Index())
        {
            var y = 20 + index * Row + Row / 2;
            canvas.TextBefore(labels - 8, y + 4, TextWidth.Fit(row.Label, SvgCanvas.TextSize, labels - 10));
            canvas.TextBefore(canvas.Width, y + 4, row.Name, "value");
            if (row is { Value: { } value, Low: { } low, High: { } high })
            {
                canvas.Line(scale.At(low), y, scale.At(high), y, "whisker");
                canvas.Line(scale.At(low), y - 4, scale.At(low), y + 4, "whisker");
                canvas.Line(scale.At(high), y - 4, scale.At(high), y + 4, "whisker");
                if (row.Stands)
                {
                    canvas.Diamond(scale.At(value), y, 5.5, "hollow-dot");
                }
                else
                {
                    canvas.Circle(scale.At(value), y, 4, "dot");
                }
            }
        }
    }
}
