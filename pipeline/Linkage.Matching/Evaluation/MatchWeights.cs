namespace Linkage.Matching.Evaluation;

/// <summary>Match weights, which are log2 of the odds, as probabilities and on a grid.</summary>
internal static class MatchWeights
{
    private static readonly double[] Steps = [.05, .1, .2, .25, .5, 1, 2, 5, 10, 20, 25, 50, 100];

    internal static double Probability(double weight) => 1 / (1 + Math.Pow(2, -weight));

    internal static double Weight(double probability) => Math.Log2(probability / (1 - probability));

    /// <summary>Round weights from at or below the least to above the greatest, ascending; at most so many. The first is at or below the least, the last above the greatest.</summary>
    internal static IReadOnlyList<double> Grid(double least, double greatest, int points)
    {
        var most = Math.Max(points, 3);
        var step = Array.Find(Steps, s => Last(s) - First(s) < most);
        for (var wide = 200.0; step == 0; wide *= 2)
        {
            step = Last(wide) - First(wide) < most ? wide : 0;
        }

        // A step of one part in n is a whole number of parts: 0.05 as 1/20, so that round weights are round.
        var parts = step < 1 ? Math.Round(1 / step) : 0;
        var first = First(step);
        return [.. Enumerable.Range(0, (int)(Last(step) - first) + 1).Select(i => parts > 0 ? (first + i) / parts : (first + i) * step)];

        double First(double s) => Math.Floor(least / s);

        double Last(double s) => Math.Floor(greatest / s) + 1;
    }
}
