using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// Estimates m probabilities and priors on distinct patterns with counts. The population is every possible pair, not only the pairs that blocking found:
/// pairs it did not find count as non-matches, so the rates among random pairs stay true for the rest and the choice of blocking rules does not bend the
/// weights. Random pairs hold a few matches too; u is freed of them each round. Labelled pairs have probability 1 or 0 throughout.
/// </summary>
public sealed class ExpectationMaximisation
{
    /// <summary>What the one session is called.</summary>
    public const string SessionName = "every possible pair";

    /// <summary>What it is called where the presumption had to be made.</summary>
    public const string PresumingSessionName = "every possible pair, twins apart";

    /// <summary>Pairs for which the default m, or a household share, stand before anything is seen.</summary>
    internal const double DefaultStrength = 20;

    /// <summary>A change of parameters below which training has settled.</summary>
    internal const double Settled = 1e-6;

    /// <summary>Share of the expected matches among pairs presumed to be different people from which on the presumption is made.</summary>
    private const double MostPresumed = .01;

    /// <summary>Greatest household share that is learned: some members of a household always differ.</summary>
    private const double MostShare = .95;

    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly RandomRates _randomRates;
    private readonly double _possiblePairs;
    private readonly int _maxRounds;
    private readonly double?[][] _fixedM;
    private readonly double?[][] _mostM;
    private readonly double?[][] _fixedU;

    /// <summary>Prepares training.</summary>
    /// <param name="comparisons">The comparisons of the patterns.</param>
    /// <param name="randomRates">Rates of the levels among random pairs.</param>
    /// <param name="possiblePairs">Pairs that could be formed.</param>
    /// <param name="maxRounds">Most rounds.</param>
    /// <exception cref="MatchingInputException">Fixed probabilities of a comparison cannot be.</exception>
    public ExpectationMaximisation(IReadOnlyList<Comparison> comparisons, RandomRates randomRates, long possiblePairs, int maxRounds)
    {
        LevelShares.Check(comparisons);
        _comparisons = comparisons;
        _randomRates = randomRates;
        _possiblePairs = Math.Max(1, possiblePairs);
        _maxRounds = maxRounds;
        _fixedM = [.. comparisons.Select(c => c.Levels.Select(l => l.FixedM).ToArray())];
        _mostM = [.. comparisons.Select(c => c.Levels.Select(l => l.MostM).ToArray())];
        _fixedU = [.. comparisons.Select(c => c.Levels.Select(l => l.FixedU).ToArray())];
    }

    /// <summary>Prior that is not estimated, or null.</summary>
    public double? FixedPrior { get; init; }

    /// <summary>Whether a pair may be explained as two people of one household.</summary>
    public bool HouseholdExplanation { get; init; } = true;

    /// <summary>Whether agreement on both names is weighed by how often they agree together among random pairs.</summary>
    public bool NameLift { get; init; } = true;

    /// <summary>How labels are used.</summary>
    public LabelUse LabelUse { get; init; }

    /// <summary>Patterns of pairs labelled as matches; such pairs are not among those trained on. Ascending.</summary>
    public IReadOnlyList<PatternCount> KnownMatches { get; init; } = [];

    /// <summary>Patterns of pairs labelled as different people; such pairs are not among those trained on. Ascending.</summary>
    public IReadOnlyList<PatternCount> KnownNonMatches { get; init; } = [];

    /// <summary>
    /// Patterns of compared pairs without a label that may be presumed to be different people; they are not among those trained on. Ascending. Training
    /// treats them as any other pairs unless it then takes more than one in a hundred of its matches from among them: patterns alone do not tell twins from
    /// one person whose forename is often wrong, and in a population of many twins the presumption has to.
    /// </summary>
    public IReadOnlyList<PatternCount> PresumedNonMatches { get; init; } = [];

    /// <summary>Trains on the patterns of the compared pairs.</summary>
    /// <param name="patterns">Distinct patterns in ascending order.</param>
    /// <param name="records">Records of all inputs.</param>
    /// <param name="seed">Recorded in the model.</param>
    /// <param name="cancellationToken">Checked every round.</param>
    public LinkModel Train(IReadOnlyList<PatternCount> patterns, long records, long seed, CancellationToken cancellationToken)
    {
        if (PresumedNonMatches.Count == 0)
        {
            return Climb(patterns, [], SessionName, records, seed, cancellationToken).Model;
        }

        var all = patterns.Concat(PresumedNonMatches).GroupBy(p => p.Pattern).OrderBy(g => g.Key).Select(g => new PatternCount(g.Key, g.Sum(p => p.Pairs))).ToList();
        var (model, table) = Climb(all, [], SessionName, records, seed, cancellationToken);
        var among = PresumedNonMatches.Sum(p => table.Of(p.Pattern).Probability * p.Pairs);
        return among <= MostPresumed * model.Sessions[0].ExpectedMatches
            ? model
            : Climb(patterns, PresumedNonMatches, PresumingSessionName, records, seed, cancellationToken).Model;
    }

    private (LinkModel Model, OddsTable Table) Climb(
        IReadOnlyList<PatternCount> patterns, IReadOnlyList<PatternCount> apart, string name, long records, long seed, CancellationToken cancellationToken)
    {
        var share = _comparisons.Select(c => c.HouseholdShare).ToArray();
        var tellsHouseholds = HouseholdExplanation && share.Any(s => s >= .5) && share.Any(s => s < .5);
        var supervised = LabelUse == LabelUse.Only;
        var state = new TrainingState(_comparisons.Select(c => c.Levels.Select(l => l.DefaultM).ToArray()).ToArray(), share)
        {
            Prior = FixedPrior ?? Bounded(.2 * records / _possiblePairs),
            HouseholdPrior = tellsHouseholds ? Bounded(.1 * records / _possiblePairs) : 0,
        };
        foreach (var (m, given) in state.M.Zip(_fixedM))
        {
            LevelShares.Apply(m, given);
        }

        if (supervised)
        {
            UpdateM(state, Labelled(), bounded: false, new LargestChange());
        }

        Refresh(state);
        var change = new LargestChange();
        var (rounds, expected) = (0, 0.0);
        while (rounds < _maxRounds && (rounds == 0 || change.Value > Settled))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds++;
            change = new LargestChange();
            var sums = Expect(state, patterns, apart);
            expected = sums.Matches;
            if (!supervised)
            {
                UpdateM(state, sums.ByLevel, bounded: true, change);
            }

            UpdateShares(state, sums, change);
            if (FixedPrior is null)
            {
                var prior = Bounded((sums.Matches + .01) / _possiblePairs);
                change.See(Math.Abs(prior - state.Prior) / state.Prior, () => "prior");
                state.Prior = prior;
            }

            state.HouseholdPrior = tellsHouseholds ? Bounded((sums.HouseholdPairs + .01) / _possiblePairs) : 0;
            Refresh(state);
        }

        return (Model(state, patterns, apart, new Outcome(name, rounds, expected, change, records, seed)), Table(state));
    }

    private static double Bounded(double prior) => Math.Clamp(prior, 1e-12, .4);

    /// <summary>u and what follows from it, for the current m and prior.</summary>
    private void Refresh(TrainingState state)
    {
        state.U = _randomRates.FreedOfMatches(state.M, state.Prior);
        foreach (var (u, given) in state.U.Zip(_fixedU))
        {
            LevelShares.Apply(u, given);
        }

        state.Lift = NameLift ? _randomRates.NameLift(state.M, state.U, state.Prior) : 1;
    }

    private (int, int)? Names => NameLift && _randomRates.NamesTogether is { } together ? (together.Forename, together.Surname) : null;

    private OddsTable Table(TrainingState state) => new(state.M, state.U, state.Share, state.Prior, state.HouseholdPrior, Names, state.Lift);

    private ExpectedLevels Expect(TrainingState state, IReadOnlyList<PatternCount> patterns, IReadOnlyList<PatternCount> apart)
    {
        var sums = new ExpectedLevels(state.M);
        var table = Table(state);
        foreach (var (pattern, pairs) in patterns)
        {
            var odds = table.Of(pattern);
            sums.Add(pattern, odds.Probability * pairs);
            sums.AddHousehold(pattern, odds.HouseholdProbability * pairs, state, _comparisons);
        }

        foreach (var (pattern, pairs) in KnownMatches)
        {
            sums.Add(pattern, pairs);
        }

        foreach (var (pattern, pairs) in KnownNonMatches.Concat(apart))
        {
            var odds = table.Of(pattern);
            sums.AddHousehold(pattern, (odds with { Match = double.NegativeInfinity }).HouseholdProbability * pairs, state, _comparisons);
        }

        return sums;
    }

    private double[][] Labelled()
    {
        var sums = new ExpectedLevels([.. _comparisons.Select(c => new double[c.Levels.Count])]);
        foreach (var (pattern, pairs) in KnownMatches)
        {
            sums.Add(pattern, pairs);
        }

        return sums.ByLevel;
    }

    /// <summary>New m from the sums of expected matches and the defaults.</summary>
    private void UpdateM(TrainingState state, double[][] sums, bool bounded, LargestChange change)
    {
        for (var c = 0; c < sums.Length; c++)
        {
            var levels = _comparisons[c].Levels;
            var total = sums[c].Sum() + DefaultStrength;
            var defaults = levels.Sum(l => l.DefaultM);
            var updated = new double[levels.Count];
            for (var k = 0; k < updated.Length; k++)
            {
                updated[k] = (sums[c][k] + DefaultStrength * levels[k].DefaultM / defaults) / total;
            }

            LevelShares.Apply(updated, _fixedM[c], bounded ? _mostM[c] : default);
            for (var k = 0; k < updated.Length; k++)
            {
                var (comparison, label) = (_comparisons[c].Name, levels[k].Label);
                change.See(Math.Abs(updated[k] - state.M[c][k]), () => $"m of {comparison}, '{label}'");
                state.M[c][k] = updated[k];
            }
        }
    }

    /// <summary>
    /// The share of each comparison that learns it: how much of the agreement of household pairs is because they are a household. Never below where it
    /// begins: a share that falls gives its pairs to the matches, from where it cannot see them and falls further.
    /// </summary>
    private void UpdateShares(TrainingState state, ExpectedLevels sums, LargestChange change)
    {
        for (var c = 0; c < state.Share.Length; c++)
        {
            if (!_comparisons[c].LearnsHouseholdShare || state.HouseholdPrior == 0)
            {
                continue;
            }

            var name = _comparisons[c].Name;
            var start = _comparisons[c].HouseholdShare;
            var updated = Math.Clamp((sums.Shared[c] + DefaultStrength * start) / (sums.Compared[c] + DefaultStrength), start, Math.Max(start, MostShare));
            change.See(Math.Abs(updated - state.Share[c]), () => $"household share of {name}");
            state.Share[c] = updated;
        }
    }

    private LinkModel Model(TrainingState state, IReadOnlyList<PatternCount> patterns, IReadOnlyList<PatternCount> apart, Outcome outcome)
    {
        var pairs = patterns.Sum(p => p.Pairs) + apart.Sum(p => p.Pairs);
        return new LinkModel
        {
            Method = TrainingMethod.Population,
            Seed = outcome.Seed,
            Trained = outcome.Expected >= DefaultStrength,
            Counts = new TrainingCounts(outcome.Records, (long)_possiblePairs, pairs, KnownMatches.Sum(p => p.Pairs), KnownNonMatches.Sum(p => p.Pairs)),
            Sessions =
            [
                new TrainingSession
                {
                    Name = outcome.Name,
                    Pairs = pairs,
                    Patterns = patterns.Concat(apart).Select(p => p.Pattern).Distinct().Count(),
                    Comparisons = LabelUse == LabelUse.Only ? [] : [.. _comparisons.Select(c => c.Name)],
                    ExpectedMatches = outcome.Expected,
                    Prior = state.Prior,
                    Rounds = outcome.Rounds,
                    MostRounds = _maxRounds,
                    Ended = outcome.Rounds == 0 ? SessionEnd.NothingToLearn : outcome.Change.Value <= Settled ? SessionEnd.Settled : SessionEnd.MostRounds,
                    LastChange = outcome.Change.Value,
                    MovedMost = outcome.Change.Name,
                },
            ],
            MatchesPerRecord = state.Prior * _possiblePairs / Math.Max(1, outcome.Records),
            HouseholdPairsPerRecord = state.HouseholdPrior * _possiblePairs / Math.Max(1, outcome.Records),
            NameLift = state.Lift,
            NamesTogether = Names is not null,
            Comparisons = [.. _comparisons.Select((c, i) => new ModelComparison(c.Name, state.Share[i], [.. c.Levels.Select((l, k) => new ModelLevel(l.Label, Held(state.M[i][k]), Held(state.U[i][k])))]))],
        };
    }

    private static double Held(double probability) => Math.Max(probability, LinkModelCheck.LeastProbability);

    private readonly record struct Outcome(string Name, int Rounds, double Expected, LargestChange Change, long Records, long Seed);
}
