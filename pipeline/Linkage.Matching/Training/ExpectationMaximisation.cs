using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Estimates m probabilities and priors without labels, on distinct patterns with counts. The population is every possible pair, not only the pairs
/// that blocking found: pairs it did not find count as non-matches, so the rates among random pairs stay true for the rest and the choice of blocking
/// rules does not bend the weights. Random pairs hold a few matches too; u is freed of them each round.
/// </summary>
public sealed class ExpectationMaximisation
{
    /// <summary>Pairs for which the default m stand before anything is seen.</summary>
    private const double DefaultStrength = 20;

    private const double Settled = 1e-6;

    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly RandomRates _randomRates;
    private readonly double _possiblePairs;
    private readonly int _maxRounds;

    /// <summary>Prepares training.</summary>
    /// <param name="comparisons">The comparisons of the patterns.</param>
    /// <param name="randomRates">Rates of the levels among random pairs.</param>
    /// <param name="possiblePairs">Pairs that could be formed.</param>
    /// <param name="maxRounds">Most rounds.</param>
    public ExpectationMaximisation(IReadOnlyList<Comparison> comparisons, RandomRates randomRates, long possiblePairs, int maxRounds)
    {
        _comparisons = comparisons;
        _randomRates = randomRates;
        _possiblePairs = Math.Max(1, possiblePairs);
        _maxRounds = maxRounds;
    }

    /// <summary>Trains on the patterns of the compared pairs.</summary>
    /// <param name="patterns">Distinct patterns in ascending order.</param>
    /// <param name="records">Records of all inputs.</param>
    /// <param name="seed">Recorded in the model.</param>
    /// <param name="cancellationToken">Checked every round.</param>
    public LinkModel Train(IReadOnlyList<PatternCount> patterns, long records, long seed, CancellationToken cancellationToken)
    {
        var share = _comparisons.Select(c => c.HouseholdShare).ToArray();
        var tellsHouseholds = share.Any(s => s >= .5) && share.Any(s => s < .5);
        var m = _comparisons.Select(c => c.Levels.Select(l => l.DefaultM).ToArray()).ToArray();
        var (prior, householdPrior) = (Bounded(.2 * records / _possiblePairs), tellsHouseholds ? Bounded(.1 * records / _possiblePairs) : 0);
        var u = _randomRates.FreedOfMatches(m, prior);
        var lift = _randomRates.NameLift(m, u, prior);
        (int, int)? names = _randomRates.NamesTogether is { } together ? (together.Forename, together.Surname) : null;
        var (rounds, change, expected) = (0, double.PositiveInfinity, 0.0);
        while (rounds < _maxRounds && change > Settled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds++;
            var sums = m.Select(levels => new double[levels.Length]).ToArray();
            var (matches, householdPairs) = (0.0, 0.0);
            var table = new OddsTable(m, u, share, prior, householdPrior, names, lift);
            foreach (var (pattern, pairs) in patterns)
            {
                var odds = table.Of(pattern);
                var weight = odds.Probability * pairs;
                matches += weight;
                householdPairs += odds.HouseholdProbability * pairs;
                for (var c = 0; c < sums.Length; c++)
                {
                    var level = Pattern.Level(pattern, c);
                    if (level > 0)
                    {
                        sums[c][level - 1] += weight;
                    }
                }
            }

            change = Update(m, sums);
            expected = matches;
            var newPrior = Bounded((matches + .01) / _possiblePairs);
            change = Math.Max(change, Math.Abs(newPrior - prior) / prior);
            prior = newPrior;
            householdPrior = tellsHouseholds ? Bounded((householdPairs + .01) / _possiblePairs) : 0;
            u = _randomRates.FreedOfMatches(m, prior);
            lift = _randomRates.NameLift(m, u, prior);
        }

        return new LinkModel
        {
            Seed = seed,
            Trained = expected >= DefaultStrength,
            Converged = change <= Settled,
            Rounds = rounds,
            LastChange = double.IsFinite(change) ? change : 0,
            MatchesPerRecord = prior * _possiblePairs / Math.Max(1, records),
            HouseholdPairsPerRecord = householdPrior * _possiblePairs / Math.Max(1, records),
            NameLift = lift,
            Comparisons = _comparisons.Select((c, i) => new ModelComparison(c.Name, c.HouseholdShare, c.Levels.Select((l, k) => new ModelLevel(l.Label, m[i][k], u[i][k])).ToList())).ToList(),
        };
    }

    /// <summary>New m from the sums of expected matches and the defaults; returns the largest change.</summary>
    private double Update(double[][] m, double[][] sums)
    {
        var change = 0.0;
        for (var c = 0; c < m.Length; c++)
        {
            var total = sums[c].Sum() + DefaultStrength;
            var defaults = _comparisons[c].Levels.Sum(l => l.DefaultM);
            for (var k = 0; k < m[c].Length; k++)
            {
                var updated = (sums[c][k] + DefaultStrength * _comparisons[c].Levels[k].DefaultM / defaults) / total;
                change = Math.Max(change, Math.Abs(updated - m[c][k]));
                m[c][k] = updated;
            }
        }

        return change;
    }

    private static double Bounded(double prior) => Math.Clamp(prior, 1e-12, .4);
}
