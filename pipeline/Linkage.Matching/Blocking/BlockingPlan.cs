using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Blocking;

/// <summary>
/// Decides which blocks are compared: rules in turn, each within its share of the whole, runaway blocks left out and reported. What a rule adds beyond
/// the earlier ones is only known once its pairs were gone through, so the plan and the first scan go together.
/// </summary>
internal sealed class BlockingPlan(LinkSettings settings, RecordStore records)
{
    /// <summary>Adds the blocks of each rule to a scan and goes through them once.</summary>
    /// <param name="rules">The rules in order.</param>
    /// <param name="everyPair">No limit holds.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="scan">The scan; empty.</param>
    /// <param name="tallies">One a worker: counts the patterns of the pairs compared.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <returns>What each rule yielded, and the share of pairs that was compared, as one in so many.</returns>
    internal (IReadOnlyList<BlockingCount> Counts, int SampleOneIn) Run(
        IReadOnlyList<BlockingRule> rules, bool everyPair, BlockingKeys keys, PairScan scan, IReadOnlyList<PairScan.IVisitor> tallies, CancellationToken cancellationToken)
    {
        var blocks = new Blocks[rules.Count];
        Parallel.For(0, rules.Count, new ParallelOptions { MaxDegreeOfParallelism = scan.Workers, CancellationToken = cancellationToken }, i => blocks[i] = Blocks.Of(keys.OfRule(i), records));
        var expected = rules.Index().Sum(r => Math.Min(blocks[r.Index].Pairs, everyPair ? long.MaxValue : LimitOf(r.Item)));
        var sampleOneIn = (int)Math.Max(1, expected / Math.Max(1, settings.TrainingPairs));
        var counts = new List<BlockingCount>();
        var left = everyPair ? long.MaxValue : Math.Max(4_000_000, records.Count * (long)settings.MaxPairsPerRecord);
        foreach (var (index, rule) in rules.Index())
        {
            var found = blocks[index];
            var (pairs, largest) = (found.Pairs, found.Largest);
            var limit = everyPair ? long.MaxValue : Math.Min(left, LimitOf(rule));
            // What a loose rule adds beyond the others is not worth going through large blocks for.
            var (blocksOut, pairsOut) = rule.IsLoose && pairs > limit ? found.LeaveOut(0, 0) : found.LeaveOut(everyPair ? long.MaxValue : settings.MaxPairsPerBlock, limit);
            var yielded = 0L;
            if (found.Count > 0)
            {
                scan.Add(index, found);
                yielded = scan.RunLast(sampleOneIn, tallies, cancellationToken);
            }

            left -= yielded;
            counts.Add(new BlockingCount(rule.Name, rule.IsLoose, pairs, yielded, blocksOut, pairsOut, largest));
        }

        return (counts, sampleOneIn);
    }

    private long LimitOf(BlockingRule rule) => Math.Max(
        rule.IsLoose ? 0 : 1_000_000,
        records.Count * (long)(rule.IsLoose ? settings.MaxPairsPerRecordAndLooseRule : settings.MaxPairsPerRecordAndRule));
}
