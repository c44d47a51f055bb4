using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>What one expectation step expects: matches and household pairs, and the levels they have.</summary>
/// <param name="like">Anything of as many comparisons and levels.</param>
internal sealed class ExpectedLevels(double[][] like)
{
    /// <summary>Expected matches by comparison and level.</summary>
    internal double[][] ByLevel { get; } = [.. like.Select(levels => new double[levels.Length])];

    /// <summary>Expected matches.</summary>
    internal double Matches { get; private set; }

    /// <summary>Expected pairs of two people of one household.</summary>
    internal double HouseholdPairs { get; private set; }

    /// <summary>By comparison: household pairs that have it.</summary>
    internal double[] Compared { get; } = new double[like.Length];

    /// <summary>By comparison: those whose level is as of one person.</summary>
    internal double[] Shared { get; } = new double[like.Length];

    /// <summary>Adds pairs of a pattern that are matches.</summary>
    internal void Add(long pattern, double weight)
    {
        Matches += weight;
        for (var c = 0; c < ByLevel.Length; c++)
        {
            var level = Pattern.Level(pattern, c);
            if (level > 0)
            {
                ByLevel[c][level - 1] += weight;
            }
        }
    }

    /// <summary>Adds pairs of a pattern that are of one household.</summary>
    internal void AddHousehold(long pattern, double weight, TrainingState state, IReadOnlyList<Comparison> comparisons)
    {
        HouseholdPairs += weight;
        for (var c = 0; c < Compared.Length && weight > 0; c++)
        {
            var level = comparisons[c].LearnsHouseholdShare ? Pattern.Level(pattern, c) : 0;
            if (level > 0)
            {
                var shared = state.Share[c] * state.M[c][level - 1];
                Compared[c] += weight;
                Shared[c] += weight * shared / (shared + (1 - state.Share[c]) * state.U[c][level - 1]);
            }
        }
    }
}
