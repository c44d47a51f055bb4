namespace Linkage.Matching.Comparisons;

/// <summary>
/// The most that the levels of a pair can weigh, in natural logarithms, so that a pair is compared no further than it can still matter. Of one worker,
/// and for one left record at a time.
/// </summary>
internal sealed class LevelWeights
{
    /// <summary>Cells of one comparison.</summary>
    internal const int Width = 1 << Comparison.BitsPerLevel;

    internal LevelWeights(int comparisons) => (Exact, Open) = (new double[comparisons * Width], new double[comparisons * Width]);

    /// <summary>Log odds before anything is compared.</summary>
    internal double Prior { get; init; }

    /// <summary>Least log odds that matter.</summary>
    internal double Least { get; init; }

    /// <summary>By comparison and level: its weight.</summary>
    internal double[] Exact { get; init; }

    /// <summary>By comparison and level so far: the most the comparison can weigh when the tests of values, not asked yet, may still give a better level.</summary>
    internal double[] Open { get; init; }

    /// <summary>The two comparisons that weigh otherwise together, or -1.</summary>
    internal (int Forename, int Surname) Names { get; init; } = (-1, -1);

    /// <summary>What comes on top where both names have the first level.</summary>
    internal double Together { get; set; }
}
