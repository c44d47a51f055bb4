using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Counts the patterns of the pairs that one worker compares. Pairs that have a label are counted by themselves and not here.</summary>
/// <param name="training">Says which heap a pair belongs to.</param>
internal sealed class TallyVisitor(TrainingTally training) : PairScan.IVisitor
{
    /// <summary>Pairs of which nothing is known.</summary>
    internal PatternTally Undecided { get; } = new();

    /// <summary>Pairs presumed to be two people.</summary>
    internal PatternTally Apart { get; } = new();

    /// <summary>All counts together, ascending by pattern.</summary>
    /// <param name="tallies">The workers' counts.</param>
    /// <param name="times">How many pairs each counted pair stands for.</param>
    internal static IReadOnlyList<PatternCount> Sum(IEnumerable<PatternTally> tallies, long times)
    {
        var sum = new PatternTally();
        foreach (var tally in tallies)
        {
            sum.Add(tally);
        }

        return [.. sum.ToList().Select(p => p with { Pairs = p.Pairs * times })];
    }

    /// <inheritdoc/>
    public void Visit(int left, int right, int rule, long pattern)
    {
        if (!training.IsKnown(left, right))
        {
            (training.IsApart(left, right, pattern) ? Apart : Undecided).Add(pattern);
        }
    }
}
