using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>
/// What a model says of each level, for stopping a comparison where the pair cannot reach the threshold any more: an upper bound of its log odds, which
/// leaves the explanation by a household out of account, for that could only take away.
/// </summary>
internal sealed class PairWeights
{
    /// <summary>What rounding may take from the log odds.</summary>
    private const double Tolerance = 2e-4;

    private readonly LevelWeights _average;
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly PairRarity _rarity;
    private readonly double _logNameLift;

    internal PairWeights(PatternScorer scorer, PairRarity rarity, IReadOnlyList<Comparison> comparisons, LinkModel model)
    {
        (_rarity, _comparisons) = (rarity, comparisons);
        _logNameLift = Math.Log(model.NameLift);
        var nothing = scorer.Of(0);
        var names = ComparisonCatalogue.Names(comparisons);
        _average = new LevelWeights(comparisons.Count)
        {
            Prior = nothing.Match - nothing.Unrelated,
            Least = scorer.Least - Tolerance,
            Names = names is { Forename: >= 0, Surname: >= 0 } ? names : (-1, -1),
        };
        foreach (var (index, comparison) in comparisons.Index())
        {
            var cells = index * LevelWeights.Width;
            for (var level = 1; level <= comparison.Levels.Count; level++)
            {
                var odds = scorer.Of(Pattern.At(level, index));
                _average.Exact[cells + level] = odds.Match - nothing.Match - (odds.Unrelated - nothing.Unrelated);
            }

            for (var level = 1; level <= comparison.Levels.Count; level++)
            {
                var better = Enumerable.Range(1, level - 1).Where(k => comparison.Levels[k - 1].Test is { IsOfValues: true })
                    .Select(k => _average.Exact[cells + k] + (k == 1 ? Math.Max(0, rarity.MostOf(index)) : 0));
                _average.Open[cells + level] = better.Append(_average.Exact[cells + level]).Max();
            }
        }
    }

    /// <summary>The weights for one worker.</summary>
    internal Row ForWorker() => new(this);

    /// <summary>The sieve of one worker, or null where there is none for the comparisons.</summary>
    internal PairSieve? SieveFor(PairScan scan, Row row) => PairSieve.For(scan, _comparisons, row, _average);

    /// <summary>The weights of one worker, for one left record at a time.</summary>
    internal sealed class Row
    {
        private readonly PairWeights _weights;

        internal Row(PairWeights weights)
        {
            _weights = weights;
            Levels = new LevelWeights(0)
            {
                Prior = weights._average.Prior,
                Least = weights._average.Least,
                Names = weights._average.Names,
                Exact = [.. weights._average.Exact],
                Open = weights._average.Open,
            };
        }

        /// <summary>The weights.</summary>
        internal LevelWeights Levels { get; }

        /// <summary>The most a rare value can add to the first level of a comparison, at least 0.</summary>
        internal double MostOf(int comparison) => Math.Max(0, _weights._rarity.MostOf(comparison));

        /// <summary>Makes them those of a left record.</summary>
        internal void Take(int left, ReadOnlySpan<int> row) => _weights._rarity.Take(Levels, _weights._average.Exact, left, row, _weights._logNameLift);
    }
}
