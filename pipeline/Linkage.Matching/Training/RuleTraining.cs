using System.Globalization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Trains a model session by session, as Splink does, and joins the sessions: the m of a level is the median of the sessions that saw it (of two their
/// mean), which then need not sum to one over the levels, as with Splink; a level that no session saw keeps its default. The prior of the model is not the
/// sessions' but the given one.
/// </summary>
internal sealed class RuleTraining
{
    /// <summary>Least m of a model: a level that matches never had would otherwise forbid a match whatever else agrees.</summary>
    internal const double LeastM = 1e-10;

    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly double[][] _u;
    private readonly double _prior;
    private readonly List<(double?[][] M, TrainingSession Session)> _sessions = [];

    /// <summary>Prepares training.</summary>
    /// <param name="comparisons">All comparisons.</param>
    /// <param name="u">u by comparison and level.</param>
    /// <param name="prior">Prior probability that two random permitted records are one person.</param>
    internal RuleTraining(IReadOnlyList<Comparison> comparisons, double[][] u, double prior)
    {
        LevelShares.Check(comparisons);
        (_comparisons, _u, _prior) = (comparisons, u, prior);
        foreach (var (rates, comparison) in u.Zip(comparisons))
        {
            LevelShares.Apply(rates, [.. comparison.Levels.Select(l => l.FixedU)]);
        }
    }

    /// <summary>The sessions so far.</summary>
    internal IReadOnlyList<TrainingSession> Sessions => [.. _sessions.Select(s => s.Session)];

    /// <summary>Which comparisons a session on a rule estimates: those that look at none of its columns.</summary>
    internal static bool[] Free(IReadOnlyList<Comparison> comparisons, BlockingRule rule)
    {
        var columns = RuleColumns.Of(rule);
        return [.. comparisons.Select(c => !RuleColumns.Of(c).Overlaps(columns))];
    }

    /// <summary>
    /// The share of matches a session begins with: the odds of the prior times m/u of the best level of every comparison whose exact column the rule asks
    /// to be equal, each m as the defaults or the earlier sessions have it.
    /// </summary>
    internal double Start(BlockingRule rule)
    {
        var whole = RuleColumns.Whole(rule);
        var odds = _prior / (1 - _prior);
        foreach (var (index, comparison) in _comparisons.Index())
        {
            if (comparison.Levels[0].Test is LevelTest.Same same && whole.Contains(same.Column))
            {
                odds *= M(index, 0) / _u[index][0];
            }
        }

        return odds / (1 + odds);
    }

    /// <summary>Goes through the session of a rule.</summary>
    internal void Train(
        BlockingRule rule, IReadOnlyList<PatternCount> patterns, IReadOnlyList<PatternCount> knownMatches, IReadOnlyList<PatternCount> knownNonMatches, int maxRounds, CancellationToken cancellationToken) =>
        _sessions.Add(new RuleMaximisation(_comparisons, Free(_comparisons, rule), _u).Train(rule.Name, patterns, knownMatches, knownNonMatches, Start(rule), maxRounds, cancellationToken));

    /// <summary>Takes m of the pairs labelled as matches as the only session.</summary>
    internal void TrainOnLabels(IReadOnlyList<PatternCount> knownMatches, CancellationToken cancellationToken) =>
        _sessions.Add(new RuleMaximisation(_comparisons, [.. _comparisons.Select(_ => true)], _u).Train("pairs labelled as matches", [], knownMatches, [], _prior, 2, cancellationToken));

    /// <summary>The comparisons of the model.</summary>
    /// <param name="warnings">Takes a warning of levels and comparisons that no session could estimate.</param>
    internal IReadOnlyList<ModelComparison> Comparisons(List<string> warnings)
    {
        foreach (var (index, comparison) in _comparisons.Index())
        {
            var unseen = comparison.Levels.Index().Where(l => !_sessions.Exists(s => s.M[index][l.Index] is not null)).Select(l => $"'{l.Item.Label}'").ToList();
            if (unseen.Count > 0)
            {
                warnings.Add(unseen.Count == comparison.Levels.Count
                    ? $"No training session estimates '{comparison.Name}'; its documented default m stand."
                    : string.Create(CultureInfo.InvariantCulture, $"No training session saw {unseen.Count} of {comparison.Levels.Count} levels of '{comparison.Name}'; their default m stand: {string.Join(", ", unseen)}."));
            }
        }

        return [.. _comparisons.Select((c, i) => new ModelComparison(c.Name, 0, [.. c.Levels.Select((l, k) => new ModelLevel(l.Label, Math.Max(M(i, k), LeastM), Math.Max(_u[i][k], LinkModelCheck.LeastProbability)))]))];
    }

    private double M(int comparison, int level)
    {
        var seen = _sessions.Select(s => s.M[comparison][level]).OfType<double>().Order().ToList();
        return seen.Count switch
        {
            0 => _comparisons[comparison].Levels[level].FixedM ?? _comparisons[comparison].Levels[level].DefaultM,
            var n when n % 2 == 1 => seen[n / 2],
            var n => (seen[n / 2 - 1] + seen[n / 2]) / 2,
        };
    }
}
