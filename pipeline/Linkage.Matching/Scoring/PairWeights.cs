using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Scoring;

/// <summary>
/// What the models say of each level, for stopping a comparison where the pair cannot reach the threshold any more: an upper bound of its log odds, the
/// most that any model gives, which leaves the explanation by a household out of account, for that could only take away.
/// </summary>
internal sealed class PairWeights
{
    /// <summary>What rounding may take from the log odds.</summary>
    private const double Tolerance = 2e-4;

    private readonly LevelWeights _average;
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly Weights[] _models;
    private readonly int[] _rare;

    internal PairWeights(IReadOnlyList<PairModel> models, IReadOnlyList<Comparison> comparisons)
    {
        _comparisons = comparisons;
        _models = [.. models.Select(m => new Weights(m, comparisons))];
        _rare = [.. comparisons.Index().Where(c => c.Item.FrequencyColumn is not null).Select(c => c.Index)];
        var names = ComparisonCatalogue.Names(comparisons);
        _average = new LevelWeights(comparisons.Count)
        {
            Prior = _models.Max(m => m.Prior),
            Least = models[0].Scorer.Least - Tolerance,
            Names = names is { Forename: >= 0, Surname: >= 0 } ? names : (-1, -1),
        };
        foreach (var (index, comparison) in comparisons.Index())
        {
            var cells = index * LevelWeights.Width;
            for (var level = 1; level <= comparison.Levels.Count; level++)
            {
                _average.Exact[cells + level] = _models.Max(m => m.Exact[cells + level]);
            }

            for (var level = 1; level <= comparison.Levels.Count; level++)
            {
                var better = Enumerable.Range(1, level - 1).Where(k => comparison.Levels[k - 1].Test is { IsOfValues: true })
                    .Select(k => _average.Exact[cells + k] + (k == 1 ? MostOf(index) : 0));
                _average.Open[cells + level] = better.Append(_average.Exact[cells + level]).Max();
            }
        }
    }

    private double MostOf(int comparison) => _models.Max(m => m.Rarity.MostOf(comparison));

    /// <summary>Puts what the values of a left record make of the first levels into the weights of a worker.</summary>
    private void Take(LevelWeights weights, int left, ReadOnlySpan<int> row)
    {
        foreach (var comparison in _rare)
        {
            var cell = comparison * LevelWeights.Width + 1;
            var most = double.NegativeInfinity;
            foreach (var model in _models)
            {
                most = Math.Max(most, model.Exact[cell] - model.Rarity.Of(comparison, row));
            }

            weights.Exact[cell] = most;
        }

        var together = double.NegativeInfinity;
        foreach (var model in _models)
        {
            together = Math.Max(together, model.Rarity.NamesOnTop(left, row) - model.LogNameLift);
        }

        weights.Together = together;
    }

    /// <summary>What one model says of each level, with values of average rarity.</summary>
    private sealed class Weights
    {
        internal Weights(PairModel model, IReadOnlyList<Comparison> comparisons)
        {
            var nothing = model.Scorer.Of(0);
            (Prior, Rarity, LogNameLift) = (nothing.Match - nothing.Unrelated, model.Rarity, model.Rarity.WeighsNamesTogether ? Math.Log(model.Model.NameLift) : 0);
            Exact = new double[comparisons.Count * LevelWeights.Width];
            foreach (var (index, comparison) in comparisons.Index())
            {
                for (var level = 1; level <= comparison.Levels.Count; level++)
                {
                    var odds = model.Scorer.Of(Pattern.At(level, index));
                    Exact[index * LevelWeights.Width + level] = odds.Match - nothing.Match - (odds.Unrelated - nothing.Unrelated);
                }
            }
        }

        internal double Prior { get; }

        internal double[] Exact { get; }

        internal PairRarity Rarity { get; }

        internal double LogNameLift { get; }
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
        internal double MostOf(int comparison) => _weights.MostOf(comparison);

        /// <summary>Makes them those of a left record.</summary>
        internal void Take(int left, ReadOnlySpan<int> row) => _weights.Take(Levels, left, row);
    }
}
