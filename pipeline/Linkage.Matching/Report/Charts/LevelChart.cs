using Linkage.Matching.Training;

namespace Linkage.Matching.Report.Charts;

/// <summary>
/// One comparison: on the left m (filled) and u (hollow) of each level on a scale of powers of ten, on the right the match weight as a bar to the right or left of 0.
/// On such a scale the distance between the two dots is the weight.
/// </summary>
internal sealed class LevelChart(IReadOnlyList<ModelLevel> levels, Scale rates, Scale weights) : IChart
{
    private const double LabelsAbove = 16;

    /// <inheritdoc/>
    public double HeightAt(double width) => 18 + levels.Count * RowAt(width) + 22;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        var narrow = canvas.IsNarrow;
        var labels = narrow ? 0 : 224.0;
        var split = labels + (canvas.Width - labels) * .42;
        var rate = rates with { From = labels + 12, To = split - 12 };
        var weight = weights with { From = split + 44, To = canvas.Width - 42 };
        var (top, row) = (18.0, RowAt(canvas.Width));
        var bottom = top + levels.Count * row;
        canvas.TextAround((rate.From + rate.To) / 2, 11, narrow ? "m ● and u ○" : "how often: m ● and u ○", "axis-name");
        canvas.TextAround((weight.From + weight.To) / 2, 11, "match weight", "axis-name");
        canvas.AxisBelow(rate, top, bottom, PowerOfTen, 4);
        canvas.AxisBelow(weight, top, bottom, Say.Tick, narrow ? 4 : 6);
        canvas.Line(weight.At(0), top, weight.At(0), bottom, "zero");
        foreach (var (index, level) in levels.Index())
        {
            var y = top + index * row + (narrow ? LabelsAbove + 7 : row / 2);
            if (narrow)
            {
                canvas.Text(0, y - 10, TextWidth.Fit(level.Label, SvgCanvas.TextSize, canvas.Width), "label on-paper");
            }
            else
            {
                canvas.TextBefore(labels, y + 4, TextWidth.Fit(level.Label, SvgCanvas.TextSize, labels - 4));
            }

            var (m, u) = (rate.At(Log(level.M)), rate.At(Log(level.U)));
            canvas.Line(m, y, u, y, "span");
            canvas.Circle(u, y, 4, "hollow-dot");
            canvas.Circle(m, y, 4, "dot");
            DrawWeight(canvas, weight, y, level.Weight);
        }
    }

    internal static double Log(double probability) => Math.Log10(Math.Max(probability, 1e-12));

    internal static string PowerOfTen(double exponent) => exponent switch
    {
        0 => "1",
        -1 => "0.1",
        -2 => "0.01",
        -3 => "0.001",
        _ => "10" + string.Concat(Say.Tick(exponent).Select(c => c == '−' ? '⁻' : c == '.' ? '·' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])),
    };

    private static void DrawWeight(SvgCanvas canvas, Scale weight, double y, double value)
    {
        var (zero, end) = (weight.At(0), weight.At(value));
        if (value >= 0)
        {
            canvas.Rect(zero, y - 6, end - zero, 12, "bar");
            canvas.Text(end + 5, y + 4, Say.Weight(value), "value on-paper");
        }
        else
        {
            canvas.HatchedRect(end, y - 6, zero - end, 12);
            canvas.TextBefore(end - 5, y + 4, Say.Weight(value), "value on-paper");
        }
    }

    private static double RowAt(double width) => width < 500 ? 22 + LabelsAbove : 22;
}
