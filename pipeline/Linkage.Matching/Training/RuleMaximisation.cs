using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Expectation-maximisation of the plain Fellegi-Sunter model on the pairs of one blocking rule, as Splink documents it: u held; m and the share of
/// matches among the pairs estimated; no default leans on anything; missing values are no evidence. It is Splink's training without term frequencies in
/// the expectation step.
/// </summary>
internal sealed class RuleMaximisation
{
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly bool[] _free;
    private readonly double[][] _u;

    /// <summary>Prepares a session.</summary>
    /// <param name="comparisons">All comparisons.</param>
    /// <param name="free">Those whose m is estimated; the others are the rule's own and are left out of the session.</param>
    /// <param name="u">u by comparison and level.</param>
    internal RuleMaximisation(IReadOnlyList<Comparison> comparisons, bool[] free, double[][] u)
    {
        (_comparisons, _free, _u) = (comparisons, free, u);
    }

    /// <summary>Trains.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="patterns">Patterns of the rule's pairs without a label, ascending.</param>
    /// <param name="knownMatches">Patterns of its pairs labelled as matches.</param>
    /// <param name="knownNonMatches">Patterns of its pairs labelled as different people.</param>
    /// <param name="prior">The share of matches to begin with.</param>
    /// <param name="maxRounds">Most rounds.</param>
    /// <param name="cancellationToken">Checked every round.</param>
    /// <returns>m by comparison and level, null where the session saw none of it; and how it went.</returns>
    internal (double?[][] M, TrainingSession Session) Train(
        string name,
        IReadOnlyList<PatternCount> patterns,
        IReadOnlyList<PatternCount> knownMatches,
        IReadOnlyList<PatternCount> knownNonMatches,
        double prior,
        int maxRounds,
        CancellationToken cancellationToken)
    {
        var (unlabelled, matches, others) = (Masked(patterns), Masked(knownMatches), Masked(knownNonMatches));
        var pairs = unlabelled.Sum(p => p.Pairs) + matches.Sum(p => p.Pairs) + others.Sum(p => p.Pairs);
        var m = Start();
        var change = new LargestChange();
        var (rounds, expected) = (0, 0.0);
        var nothing = pairs == 0 || !_free.Contains(true);
        prior = Bounded(prior);
        while (!nothing && rounds < maxRounds && (rounds == 0 || change.Value > ExpectationMaximisation.Settled))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds++;
            change = new LargestChange();
            var sums = m.Select(levels => new double[levels.Length]).ToArray();
            var table = new OddsTable(m, _u, new double[m.Length], prior, 0);
            expected = 0;
            foreach (var (pattern, count) in unlabelled)
            {
                expected += Add(sums, pattern, table.Of(pattern).Probability * count);
            }

            foreach (var (pattern, count) in matches)
            {
                expected += Add(sums, pattern, count);
            }

            Update(m, sums, change);
            var updated = Bounded(expected / pairs);
            change.See(Math.Abs(updated - prior), () => "prior");
            prior = updated;
        }

        var session = new TrainingSession
        {
            Name = name,
            Pairs = pairs,
            Patterns = unlabelled.Count,
            Comparisons = [.. _comparisons.Index().Where(c => _free[c.Index]).Select(c => c.Item.Name)],
            ExpectedMatches = expected,
            Prior = prior,
            Rounds = rounds,
            MostRounds = maxRounds,
            Ended = nothing ? SessionEnd.NothingToLearn : change.Value <= ExpectationMaximisation.Settled ? SessionEnd.Settled : SessionEnd.MostRounds,
            LastChange = change.Value,
            MovedMost = change.Name,
        };
        return (Observed(m, nothing ? [] : [.. unlabelled, .. matches, .. others]), session);
    }

    private static double Bounded(double prior) => Math.Clamp(prior, 1e-12, 1 - 1e-12);

    private static double Add(double[][] sums, long pattern, double weight)
    {
        for (var c = 0; c < sums.Length; c++)
        {
            var level = Pattern.Level(pattern, c);
            if (level > 0)
            {
                sums[c][level - 1] += weight;
            }
        }

        return weight;
    }

    /// <summary>The default m, summing to one in each comparison.</summary>
    private double[][] Start() =>
    [
        .. _comparisons.Select(c =>
        {
            var sum = c.Levels.Sum(l => l.DefaultM);
            var m = c.Levels.Select(l => l.DefaultM / sum).ToArray();
            LevelShares.Apply(m, [.. c.Levels.Select(l => l.FixedM)]);
            return m;
        }),
    ];

    private void Update(double[][] m, double[][] sums, LargestChange change)
    {
        for (var c = 0; c < m.Length; c++)
        {
            var total = sums[c].Sum();
            if (!_free[c] || total <= 0)
            {
                continue;
            }

            var updated = sums[c].Select(s => s / total).ToArray();
            LevelShares.Apply(updated, [.. _comparisons[c].Levels.Select(l => l.FixedM)]);
            for (var k = 0; k < updated.Length; k++)
            {
                var (comparison, label) = (_comparisons[c].Name, _comparisons[c].Levels[k].Label);
                change.See(Math.Abs(updated[k] - m[c][k]), () => $"m of {comparison}, '{label}'");
                m[c][k] = updated[k];
            }
        }
    }

    /// <summary>Patterns without the comparisons of the rule, equal ones together.</summary>
    private List<PatternCount> Masked(IReadOnlyList<PatternCount> patterns)
    {
        var mask = _free.Index().Where(f => f.Item).Aggregate(0L, (bits, f) => bits | Pattern.At((1 << Comparison.BitsPerLevel) - 1, f.Index));
        return [.. patterns.GroupBy(p => p.Pattern & mask).OrderBy(g => g.Key).Select(g => new PatternCount(g.Key, g.Sum(p => p.Pairs)))];
    }

    private double?[][] Observed(double[][] m, IReadOnlyList<PatternCount> patterns)
    {
        var seen = m.Select(levels => new bool[levels.Length]).ToArray();
        foreach (var (pattern, _) in patterns)
        {
            for (var c = 0; c < seen.Length; c++)
            {
                var level = Pattern.Level(pattern, c);
                if (level > 0)
                {
                    seen[c][level - 1] = true;
                }
            }
        }

        return [.. m.Select((levels, c) => levels.Select((x, k) => _free[c] && (seen[c][k] || _comparisons[c].Levels[k].FixedM is not null) ? x : (double?)null).ToArray())];
    }
}
