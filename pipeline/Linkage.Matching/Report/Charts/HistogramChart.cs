namespace Linkage.Matching.Report.Charts;

/// <summary>Counts by match weight: links solid, pairs below the threshold hatched, the threshold as a line.</summary>
internal sealed class HistogramChart(IReadOnlyList<WeightBin> bins, double threshold) : IChart
{
    /// <inheritdoc/>
    public double HeightAt(double width) => 282;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        const double Top = 42;
        const double Bottom = 242;
        var counts = Scale.Around(0, Math.Max(1, bins.Max(b => b.Links + b.Others)), Bottom, Top, 4);
        var names = counts.Ticks(4).Where(t => t == Math.Floor(t)).ToList();
        var left = names.Max(t => TextWidth.Of(Say.Short(t), SvgCanvas.SmallSize)) + 8;
        var weights = Scale.Around(Math.Min(bins[0].From, threshold), Math.Max(bins[^1].To, threshold), left, canvas.Width - 10, 8);
        canvas.AxisBelow(weights, Top, Bottom, Say.Tick, canvas.IsNarrow ? 6 : 10, "match weight");
        foreach (var tick in names)
        {
            canvas.Line(left, counts.At(tick), canvas.Width - 10, counts.At(tick), "grid");
            canvas.TextBefore(left - 5, counts.At(tick) + 4, Say.Short(tick), "tick");
        }

        canvas.Text(0, Top - 10, "pairs", "axis-name");
        foreach (var bin in bins)
        {
            var (x, end) = (weights.At(bin.From), weights.At(bin.To));
            var gap = Math.Min(1, (end - x) * .1);
            var others = counts.At(bin.Others);
            canvas.HatchedRect(x + gap / 2, others, bin.Others > 0 ? end - x - gap : 0, Bottom - others);
            var links = counts.At(bin.Links + bin.Others);
            canvas.Rect(x + gap / 2, links, bin.Links > 0 ? end - x - gap : 0, others - links, "bar");
        }

        canvas.Line(weights.At(threshold), Top - 24, weights.At(threshold), Bottom, "threshold");
        canvas.TextAround(weights.At(threshold), Top - 29, "threshold", "label strong");
    }
}
