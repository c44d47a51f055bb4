using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>Compares pairs that are named one by one (labels, samples) and not found by blocking.</summary>
internal static class NamedPairs
{
    /// <summary>The pattern of each pair, in the order of the pairs.</summary>
    internal static long[] Patterns(PairKernel kernel, RecordStore records, IReadOnlyList<(int Left, int Right)> pairs, CancellationToken cancellationToken)
    {
        var patterns = new long[pairs.Count];
        var visitor = new Numbered(patterns);
        var waiting = kernel.AsksSql ? new WaitingPairs(kernel, records, visitor, cancellationToken) : null;
        foreach (var (index, (left, right)) in pairs.Index())
        {
            if (waiting is null)
            {
                patterns[index] = kernel.Compare(records.RowOf(left), records.RowOf(right));
            }
            else
            {
                waiting.Compare(left, right, index, records.RowOf(left), records.RowOf(right));
            }
        }

        waiting?.Flush();
        return patterns;
    }

    /// <summary>Takes the place of a pair where a scan gives its rule.</summary>
    private sealed class Numbered(long[] patterns) : PairScan.IVisitor
    {
        public void Visit(int left, int right, int rule, long pattern) => patterns[rule] = pattern;
    }
}
