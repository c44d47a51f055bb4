using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Blocking;

/// <summary>
/// Which blocks are compared: rules in turn, each within its share of the whole, runaway blocks left out and reported. Made before any pair is compared;
/// what a rule adds beyond the earlier ones is counted, or estimated from a sample where there are many pairs.
/// </summary>
internal sealed class BlockingPlan
{
    /// <summary>Pairs of a rule that are looked at for what it adds.</summary>
    private const long CountedPairs = 500_000;

    private BlockingPlan(IReadOnlyList<PlannedRule> rules) => Rules = rules;

    /// <summary>The rules in order.</summary>
    internal IReadOnlyList<PlannedRule> Rules { get; }

    /// <summary>Pairs that will be compared, or about so many.</summary>
    internal long Pairs => Rules.Sum(r => r.PairsNew);

    /// <summary>Adds the blocks of each rule to a scan.</summary>
    /// <param name="settings">The limits.</param>
    /// <param name="records">The records.</param>
    /// <param name="rules">The rules in order.</param>
    /// <param name="everyPair">No limit holds.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="scan">The scan; empty.</param>
    /// <param name="progress">Told of each rule; may be null.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    internal static BlockingPlan Make(
        LinkSettings settings, RecordStore records, IReadOnlyList<BlockingRule> rules, bool everyPair, BlockingKeys keys, PairScan scan, Action<int>? progress, CancellationToken cancellationToken)
    {
        var blocks = new Blocks[rules.Count];
        Parallel.For(
            0,
            rules.Count,
            new ParallelOptions { MaxDegreeOfParallelism = scan.Workers, CancellationToken = cancellationToken },
            i => blocks[i] = Blocks.Of(keys.OfRule(i), keys.OwnersOfRule(i), records));
        var planned = new List<PlannedRule>();
        var left = everyPair ? long.MaxValue : Math.Max(4_000_000, records.Count * (long)settings.MaxPairsPerRecord);
        foreach (var (index, rule) in rules.Index())
        {
            progress?.Invoke(index);
            var found = blocks[index];
            var (pairs, largest) = (found.Pairs, found.Largest);
            var limit = everyPair ? long.MaxValue : Math.Min(left, LimitOf(rule, settings, records));
            // What a loose rule adds beyond the others is not worth going through large blocks for.
            var (blocksOut, pairsOut, largestKept) = rule.IsLoose && pairs > limit ? found.LeaveOut(0, 0) : found.LeaveOut(everyPair ? long.MaxValue : settings.MaxPairsPerBlock, limit);
            var added = 0L;
            if (found.Count > 0)
            {
                scan.Add(index, found);
                var sampleOneIn = SampleOf(found.Pairs, CountedPairs);
                added = Math.Min(found.Pairs, scan.CountLast(sampleOneIn, cancellationToken));
            }

            left -= added;
            planned.Add(new PlannedRule(
                rule, pairs, found.Pairs, added, found.Pairs > CountedPairs, blocksOut, pairsOut, largest, largestKept, found.LargestBlocks, keys.CappedOfRule(index)));
        }

        return new BlockingPlan(planned);
    }

    /// <summary>The sample that leaves about so many pairs, as one in so many.</summary>
    internal static int SampleOf(long pairs, long wanted) => (int)Math.Clamp((pairs + wanted - 1) / Math.Max(1, wanted), 1, 1_000_000);

    private static long LimitOf(BlockingRule rule, LinkSettings settings, RecordStore records) => Math.Max(
        rule.IsLoose ? 0 : 1_000_000,
        records.Count * (long)(rule.IsLoose ? settings.MaxPairsPerRecordAndLooseRule : settings.MaxPairsPerRecordAndRule));
}

/// <summary>What is planned for one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="PairsInBlocks">Pairs its blocks hold before the limits.</param>
/// <param name="PairsKept">Pairs in the blocks that are compared.</param>
/// <param name="PairsNew">Those of them that no earlier rule finds, or about so many.</param>
/// <param name="IsEstimate">Whether <paramref name="PairsNew"/> is estimated.</param>
/// <param name="BlocksLeftOut">Blocks beyond the limits.</param>
/// <param name="PairsLeftOut">Pairs in them.</param>
/// <param name="LargestBlock">Pairs of the largest block.</param>
/// <param name="LargestKept">Pairs of the largest block that is compared.</param>
/// <param name="Largest">The largest blocks.</param>
/// <param name="Capped">Records of whose list not every element was used.</param>
internal sealed record PlannedRule(
    BlockingRule Rule, long PairsInBlocks, long PairsKept, long PairsNew, bool IsEstimate, long BlocksLeftOut, long PairsLeftOut, long LargestBlock, long LargestKept, IReadOnlyList<Blocks.Big> Largest, long Capped);
