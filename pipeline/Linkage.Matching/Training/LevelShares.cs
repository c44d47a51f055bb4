using System.Globalization;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Brings the probabilities of the levels of one comparison into line with those that are fixed or bounded. A fixed level has its value; the others keep
/// their proportions and share what is left, so that all sum to one. A level above its bound is set to it and the rest shared again.
/// </summary>
internal static class LevelShares
{
    private const double Whole = 1e-6;

    /// <summary>Changes the estimates in place. Without fixed or bounded levels they stay to the last bit.</summary>
    /// <param name="estimates">Estimates of the levels; 0 or more.</param>
    /// <param name="given">Value of each fixed level, null for those to be estimated.</param>
    /// <param name="most">Bound of each level, or null.</param>
    internal static void Apply(Span<double> estimates, ReadOnlySpan<double?> given, ReadOnlySpan<double?> most = default)
    {
        var held = given.ToArray();
        if (Array.Exists(held, h => h is not null))
        {
            Share(estimates, held);
        }

        for (var level = 0; level < most.Length; level++)
        {
            if (most[level] is { } bound && held[level] is null && estimates[level] > bound && held.Count(h => h is null) > 1)
            {
                held[level] = bound;
                Share(estimates, held);
                level = -1;
            }
        }
    }

    /// <summary>Refuses fixed values that cannot be probabilities of levels of one comparison.</summary>
    /// <exception cref="MatchingInputException">A value is not between 0 and 1, or those of a comparison cannot sum to one.</exception>
    internal static void Check(IReadOnlyList<Comparison> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            Check(comparison, "m", [.. comparison.Levels.Select(l => l.FixedM)]);
            Check(comparison, "u", [.. comparison.Levels.Select(l => l.FixedU)]);
            Check(comparison, "the most m", [.. comparison.Levels.Select(l => l.MostM)]);
        }
    }

    private static void Check(Comparison comparison, string what, IReadOnlyList<double?> values)
    {
        foreach (var value in values.OfType<double>().Where(v => v is not (> 0 and < 1)))
        {
            throw Error(comparison, string.Create(CultureInfo.InvariantCulture, $"Fixed {what} of {value} is not between 0 and 1."));
        }

        var sum = values.Sum(v => v ?? 0);
        if (what != "the most m" && (values.Contains(null) ? sum >= 1 : Math.Abs(sum - 1) > Whole))
        {
            throw Error(comparison, string.Create(CultureInfo.InvariantCulture, $"The fixed {what} of its levels sum to {sum:R}, which leaves {(values.Contains(null) ? "nothing for the other levels" : "the whole unlike 1")}."));
        }
    }

    private static MatchingInputException Error(Comparison comparison, string what) => new(what, $"comparison '{comparison.Name}'", "Give fixed probabilities between 0 and 1 that sum to less than 1, or to 1 when every level is fixed.");

    private static void Share(Span<double> estimates, double?[] held)
    {
        var left = 1 - held.Sum(h => h ?? 0);
        var (free, sum) = (held.Count(h => h is null), 0.0);
        for (var level = 0; level < held.Length; level++)
        {
            sum += held[level] is null ? estimates[level] : 0;
        }

        for (var level = 0; level < held.Length; level++)
        {
            estimates[level] = held[level] ?? (sum > 0 ? estimates[level] * left / sum : left / free);
        }
    }
}
