using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Counts the patterns of the pairs that one worker compares.</summary>
internal sealed class TallyVisitor : PairScan.IVisitor
{
    private readonly PatternTally _tally = new();

    /// <summary>All counts together, ascending by pattern.</summary>
    /// <param name="visitors">The workers' counts.</param>
    /// <param name="times">How many pairs each counted pair stands for.</param>
    internal static IReadOnlyList<PatternCount> Sum(IEnumerable<TallyVisitor> visitors, long times)
    {
        var sum = new PatternTally();
        foreach (var visitor in visitors)
        {
            sum.Add(visitor._tally);
        }

        return [.. sum.ToList().Select(p => p with { Pairs = p.Pairs * times })];
    }

    /// <inheritdoc/>
    public void Visit(int left, int right, int rule, long pattern) => _tally.Add(pattern);
}
