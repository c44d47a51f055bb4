namespace Linkage.Matching.Report.Charts;

/// <summary>A curve.</summary>
/// <param name="Name">What it is; written at its end.</param>
/// <param name="Mark">Its marks: circle, square or diamond.</param>
/// <param name="Points">Its points, in order of x.</param>
internal sealed record Curve(string Name, CurveMark Mark, IReadOnlyList<(double X, double Y)> Points);

/// <summary>How a curve is told from the others without colour.</summary>
internal enum CurveMark
{
    /// <summary>A line with filled circles.</summary>
    Circle,

    /// <summary>A dashed line with hollow squares.</summary>
    Square,

    /// <summary>A dotted line with filled diamonds.</summary>
    Diamond,
}

/// <summary>Shares from 0 to 1 by match weight, with the threshold as a line.</summary>
internal sealed class CurveChart(IReadOnlyList<Curve> curves, double threshold, double leastShare, double mostShare) : IChart
{
    /// <inheritdoc/>
    public double HeightAt(double width) => width < 500 ? 290 : 310;

    /// <inheritdoc/>
    public void Draw(SvgCanvas canvas)
    {
        const double Top = 26;
        var bottom = HeightAt(canvas.Width) - 40;
        var shares = Scale.Around(leastShare, mostShare, bottom, Top, 5);
        var ticks = shares.Ticks(5);
        var left = ticks.Max(t => TextWidth.Of(Percent(t), SvgCanvas.SmallSize)) + 8;
        var names = curves.Count == 1 ? 12 : curves.Max(c => TextWidth.Of(c.Name, SvgCanvas.TextSize)) + 22;
        var xs = curves.SelectMany(c => c.Points).Select(p => p.X).Append(threshold).ToList();
        var weights = Scale.Around(xs.Min(), xs.Max(), left, canvas.Width - names, 8);
        canvas.AxisBelow(weights, Top, bottom, Say.Tick, canvas.IsNarrow ? 5 : 10, "threshold, as a match weight");
        foreach (var tick in ticks)
        {
            canvas.Line(left, shares.At(tick), weights.To, shares.At(tick), "grid");
            canvas.TextBefore(left - 5, shares.At(tick) + 4, Percent(tick), "tick");
        }

        canvas.Line(weights.At(threshold), Top - 6, weights.At(threshold), bottom, "threshold");
        canvas.TextAround(weights.At(threshold), Top - 11, "threshold", "label strong");
        foreach (var curve in curves.Where(c => c.Points.Count > 0))
        {
            var points = curve.Points.Select(p => (weights.At(p.X), shares.At(p.Y))).ToList();
            canvas.Through(points, $"curve {ClassOf(curve.Mark)}");
            DrawMarks(canvas, curve.Mark, points);
        }

        if (curves.Count > 1)
        {
            DrawNames(canvas, weights.To + 14, Top, bottom, [.. curves.Where(c => c.Points.Count > 0).Select(c => (c, shares.At(c.Points[^1].Y)))]);
        }
    }

    private static string Percent(double share) => Say.Tick(share * 100) + "%";

    private static string ClassOf(CurveMark mark) => mark switch
    {
        CurveMark.Circle => "whole",
        CurveMark.Square => "dashed",
        CurveMark.Diamond => "dotted",
    };

    /// <summary>Marks about 36 pixels apart, so that they stay apart on any curve.</summary>
    private static void DrawMarks(SvgCanvas canvas, CurveMark mark, List<(double X, double Y)> points)
    {
        var last = double.NegativeInfinity;
        foreach (var (x, y) in points.Where((p, i) => i < points.Count))
        {
            if (x - last >= 36)
            {
                Mark(canvas, mark, x, y);
                last = x;
            }
        }
    }

    private static void Mark(SvgCanvas canvas, CurveMark mark, double x, double y)
    {
        switch (mark)
        {
            case CurveMark.Circle:
                canvas.Circle(x, y, 3.4, "dot");
                break;
            case CurveMark.Square:
                canvas.Square(x, y, 3.2, "hollow-dot");
                break;
            case CurveMark.Diamond:
                canvas.Diamond(x, y, 4.6, "diamond");
                break;
        }
    }

    /// <summary>The names at the ends of the curves, pushed apart where they would touch.</summary>
    private static void DrawNames(SvgCanvas canvas, double x, double top, double bottom, IReadOnlyList<(Curve Curve, double Y)> ends)
    {
        const double Apart = 17;
        var places = ends.OrderBy(e => e.Y).ThenBy(e => e.Curve.Name, StringComparer.Ordinal).ToList();
        var at = new double[places.Count];
        for (var i = 0; i < at.Length; i++)
        {
            at[i] = Math.Max(Math.Max(places[i].Y, top + 4), i == 0 ? 0 : at[i - 1] + Apart);
        }

        for (var i = at.Length - 1; i >= 0; i--)
        {
            at[i] = Math.Min(at[i], i == at.Length - 1 ? bottom - 4 : at[i + 1] - Apart);
            Mark(canvas, places[i].Curve.Mark, x - 2, at[i]);
            canvas.Text(x + 7, at[i] + 4, places[i].Curve.Name);
        }
    }
}
