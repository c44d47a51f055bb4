namespace Linkage.Matching.Report.Charts;

/// <summary>
/// How a pair's weight adds up: a bar a step, each beginning where the one before ended, and a last one from 0 to the whole. Steps for a match are solid, steps
/// against it hatched.
/// </summary>
internal sealed class WaterfallChart(ExplainedPair pair, double threshold, Scale weights) : IChart
{
    private const double Row = 37;

    /// <inheritdoc/>
    public double HeightAt(double width) => 20 + (pair.Steps.Count + 1) * Row + 36;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        var scale = weights with { From = 44, To = canvas.Width - 44 };
        var bottom = 20 + (pair.Steps.Count + 1) * Row;
        canvas.AxisBelow(scale, 18, bottom, Say.Tick, 6, "match weight so far");
        canvas.Line(scale.At(0), 18, scale.At(0), bottom, "zero");
        canvas.Line(scale.At(threshold), 18, scale.At(threshold), bottom, "threshold");
        canvas.TextAround(scale.At(threshold), 12, "threshold");
        var at = 0.0;
        foreach (var (index, step) in pair.Steps.Index())
        {
            var y = 20 + index * Row;
            var (from, to) = (scale.At(at), scale.At(at + step.Weight));
            canvas.Text(0, y + 12, TextWidth.Fit(Describe(step), SvgCanvas.TextSize, canvas.Width), "label on-paper");
            // The notch stands where the bar would end for a value as common as the average.
            var notch = step.Rarity is { } rarity && Math.Abs(rarity) >= .05 ? scale.At(at + step.Weight - rarity) : to;
            DrawStep(canvas, from, to, y + 24, step.Weight, notch);
            if (notch != to)
            {
                canvas.Line(notch, y + 15, notch, y + 33, "notch");
            }

            at += step.Weight;
            canvas.Line(to, y + 30, to, y + Row + 18, "link");
        }

        var last = 20 + pair.Steps.Count * Row;
        canvas.Text(0, last + 12, "together: probability " + Say.Probability(pair.Probability), "label strong on-paper");
        DrawStep(canvas, scale.At(0), scale.At(pair.Weight), last + 24, pair.Weight, scale.At(pair.Weight), strong: true);
    }

    /// <summary>A step in words.</summary>
    internal static string Describe(EvidenceStep step) => step.Rarity is { } rarity && Math.Abs(rarity) >= .05
        ? $"{Say.Words(step.Name)}: {step.Level}; {(rarity > 0 ? "rare" : "common")} value {Say.Weight(rarity)}"
        : $"{Say.Words(step.Name)}: {step.Level}";

    private static void DrawStep(SvgCanvas canvas, double from, double to, double y, double weight, double notch, bool strong = false)
    {
        var (left, right) = (Math.Min(from, to), Math.Max(from, to));
        if (Math.Abs(weight) < .05)
        {
            canvas.Line(from, y - 6, from, y + 6, "notch");
            canvas.Text(from + 5, y + 4, Say.Weight(weight), "value on-paper");
        }
        else if (weight >= 0)
        {
            canvas.Rect(left, y - 6, Math.Max(1, right - left), 12, strong ? "bar total" : "bar");
            canvas.Text(Math.Max(right, notch) + 5, y + 4, Say.Weight(weight), "value on-paper");
        }
        else
        {
            canvas.HatchedRect(left, y - 6, Math.Max(1, right - left), 12);
            canvas.TextBefore(Math.Min(left, notch) - 5, y + 4, Say.Weight(weight), "value on-paper");
        }
    }
}
