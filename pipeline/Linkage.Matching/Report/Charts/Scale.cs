namespace Linkage.Matching.Report.Charts;

/// <summary>A straight way from numbers to pixels, with round ticks.</summary>
/// <param name="Least">Number at the first pixel.</param>
/// <param name="Most">Number at the last pixel.</param>
/// <param name="From">The first pixel.</param>
/// <param name="To">The last pixel.</param>
internal readonly record struct Scale(double Least, double Most, double From, double To)
{
    /// <summary>Least distance of ticks; 0 for any.</summary>
    private double Every { get; init; }

    /// <summary>A scale that begins and ends on round ticks around the numbers.</summary>
    internal static Scale Around(double least, double most, double from, double to, int ticks)
    {
        if (!(most > least))
        {
            (least, most) = (least - .5, least + .5);
        }

        var step = Step(least, most, ticks);
        return new Scale(Math.Floor(least / step + 1e-9) * step, Math.Ceiling(most / step - 1e-9) * step, from, to) { Every = step };
    }

    /// <summary>The pixel of a number; numbers beyond the ends stay at the ends.</summary>
    internal double At(double value) => From + (Math.Clamp(value, Least, Most) - Least) / (Most - Least) * (To - From);

    /// <summary>Round numbers within the scale, about as many as asked for: steps of 1, 2 or 5 times a power of ten.</summary>
    internal IReadOnlyList<double> Ticks(int about)
    {
        // Once widened to round ends, the scale keeps its step unless fewer ticks are wanted: else its ends would stand between ticks.
        var step = about >= (Most - Least) / (Every > 0 ? Every : double.Epsilon) - 2 ? Every : Step(Least, Most, about);
        var first = (long)Math.Ceiling(Least / step - 1e-9);
        var last = (long)Math.Floor(Most / step + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
    }

    private static double Step(double least, double most, int about)
    {
        var rough = (most - least) / Math.Max(1, about);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1.0000001 => power,
            <= 2.0000001 => 2 * power,
            <= 5.0000001 => 5 * power,
            _ => 10 * power,
        };
    }
}
