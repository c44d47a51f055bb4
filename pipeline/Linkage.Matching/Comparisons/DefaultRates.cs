using Linkage.Matching.Settings;

namespace Linkage.Matching.Comparisons;

/// <summary>The probabilities of a comparison's levels where the settings leave them open: round figures, which training soon leaves behind.</summary>
internal static class DefaultRates
{
    private const double Least = 1e-5;

    /// <summary>The levels with m and u; those that are left open share what the others leave of 1.</summary>
    internal static IReadOnlyList<ComparisonLevel> Fill(IReadOnlyList<ComparisonLevel> levels, IReadOnlyList<LevelSettings> given)
    {
        // The first level is what one person usually has, the last what two people have; those between share the rest.
        var between = Math.Max(1, levels.Count - 2);
        double[] usualM = [.. levels.Select((_, i) => i == 0 ? .8 : i == levels.Count - 1 ? .05 : .15 / between)];
        double[] usualU = [.. levels.Select((_, i) => i == 0 ? .01 : i == levels.Count - 1 ? .9 : .09 / between)];
        var m = Shared(usualM, [.. levels.Select((_, i) => i < given.Count ? given[i].FixedM ?? given[i].M : null)]);
        var u = Shared(usualU, [.. levels.Select((_, i) => i < given.Count ? given[i].FixedU ?? given[i].U : null)]);
        return [.. levels.Select((l, i) => l with { DefaultM = m[i], DefaultU = u[i] })];
    }

    private static double[] Shared(double[] usual, double?[] given)
    {
        var left = Math.Max(0, 1 - given.Sum(g => g ?? 0));
        var open = usual.Where((_, i) => given[i] is null).Sum();
        return [.. usual.Select((p, i) => given[i] ?? Math.Max(Least, left * p / open))];
    }
}
