using System.Globalization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Training;

/// <summary>The pairs of training rules, each rule by itself: their patterns, or only their number.</summary>
internal sealed class RulePairs
{
    private readonly DuckSession _session;
    private readonly LinkSettings _settings;
    private readonly IReadOnlyList<RecordField> _fields;
    private readonly RecordStore _store;
    private readonly PairKernel _kernel;
    private readonly int _threads;
    private readonly List<string> _warnings;

    internal RulePairs(
        DuckSession session, LinkSettings settings, IReadOnlyList<RecordField> fields, RecordStore store, PairKernel kernel, List<string> warnings, CancellationToken cancellationToken)
    {
        (_session, _settings, _fields, _store, _kernel, _warnings) = (session, settings, fields, store, kernel, warnings);
        _threads = session.Scalar<int>("SELECT current_setting('threads')::INTEGER", cancellationToken);
    }

    /// <summary>Patterns of the pairs of one rule; of more than <see cref="LinkSettings.TrainingPairs"/> a sample stands for all.</summary>
    /// <returns>Patterns of the pairs without a label, and of those with either label.</returns>
    internal (IReadOnlyList<PatternCount> Unlabelled, IReadOnlyList<PatternCount> Matches, IReadOnlyList<PatternCount> NonMatches) Patterns(
        BlockingRule rule, KnownPairs? known, CancellationToken cancellationToken)
    {
        var loaded = Keys([rule], cancellationToken);
        var blocks = Limited(Blocks.Of(loaded.OfRule(0), loaded.OwnersOfRule(0), _store), rule);
        var sampleOneIn = (int)Math.Clamp(blocks.Pairs / Math.Max(1, _settings.TrainingPairs), 1, int.MaxValue);
        var scan = new PairScan(_store, _kernel, 1, _threads);
        scan.Add(0, blocks);
        var tally = TrainingTally.Of(known);
        scan.Run(scan.Pieces(), new ScanOptions(sampleOneIn), tally.ForWorkers(scan.Workers), null, cancellationToken);
        var keys = loaded.OfRule(0);
        IReadOnlyList<PatternCount> Labelled(bool isMatch)
        {
            var tally = new PatternTally();
            foreach (var pair in (known?.Pairs ?? []).Where(p => p.IsMatch == isMatch && keys[p.Left] != 0 && keys[p.Left] == keys[p.Right]))
            {
                tally.Add(pair.Pattern);
            }

            return tally.ToList();
        }

        return (tally.Sum(sampleOneIn).Undecided, Labelled(true), Labelled(false));
    }

    /// <summary>Pairs that at least one of the rules finds.</summary>
    internal long Count(IReadOnlyList<BlockingRule> rules, CancellationToken cancellationToken)
    {
        if (rules.Count == 0)
        {
            return 0;
        }

        var keys = Keys(rules, cancellationToken);
        var scan = new PairScan(_store, _kernel, rules.Count, _threads);
        var pairs = 0L;
        foreach (var (index, rule) in rules.Index())
        {
            scan.Add(index, Limited(Blocks.Of(keys.OfRule(index), keys.OwnersOfRule(index), _store), rule));
            pairs += scan.CountLast(1, cancellationToken);
        }

        return pairs;
    }

    private Blocks Limited(Blocks blocks, BlockingRule rule)
    {
        var (left, pairs, _) = blocks.LeaveOut(_settings.MaxPairsPerBlock, long.MaxValue);
        if (left > 0)
        {
            _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Training rule '{rule.Name}' left out {left} blocks of {pairs} pairs, each beyond the limit of a block."));
        }

        return blocks;
    }

    private BlockingKeys Keys(IReadOnlyList<BlockingRule> rules, CancellationToken cancellationToken)
    {
        if (rules.FirstOrDefault(r => r.Explode is not null) is { } exploded)
        {
            throw new MatchingInputException("A rule that takes a list apart cannot train.", $"training rule '{exploded.Name}'", "Give a rule over single values.");
        }

        return BlockingKeys.Load(_session, RuleSource.Check(_session, rules, _fields, [], cancellationToken), _store.Count, 1, cancellationToken);
    }
}
