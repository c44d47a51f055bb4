using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Training;

/// <summary>Trains a run's model the way the settings ask for.</summary>
internal sealed class ModelTrainer
{
    /// <summary>Greatest prior a model may have: beyond it household pairs and matches together could be more than all.</summary>
    private const double MostPrior = .4;

    private readonly DuckSession _session;
    private readonly LinkSettings _settings;
    private readonly IReadOnlyList<RecordField> _fields;
    private readonly PairScan _scan;
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly List<string> _warnings;

    internal ModelTrainer(
        DuckSession session, LinkSettings settings, IReadOnlyList<RecordField> fields, PairScan scan, IReadOnlyList<Comparison> comparisons, List<string> warnings) =>
        (_session, _settings, _fields, _scan, _comparisons, _warnings) = (session, settings, fields, scan, comparisons, warnings);

    /// <summary>Trains a model.</summary>
    /// <param name="patterns">Patterns of the compared and the labelled pairs.</param>
    /// <param name="possiblePairs">Pairs that could be formed.</param>
    /// <param name="cancellationToken">Checked every round.</param>
    /// <exception cref="MatchingInputException">A setting of training cannot be, or the model does not fit the comparisons.</exception>
    internal LinkModel Train(TrainingPatterns patterns, long possiblePairs, CancellationToken cancellationToken)
    {
        var known = patterns.Known;
        Check(known);
        var rates = new RandomPairRates(_settings, _scan).Measure(_comparisons, possiblePairs, cancellationToken);
        return (_settings.TrainingMethod == TrainingMethod.PerRule
            ? PerRule(rates, known, possiblePairs, cancellationToken)
            : Population(patterns, rates, possiblePairs, cancellationToken)) with
        {
            SettingsDigest = TrainingDigest.Of(_settings, _comparisons),
            TermFrequencies = _settings.TermFrequencies,
        };
    }

    private LinkModel Population(TrainingPatterns patterns, RandomRates rates, long possiblePairs, CancellationToken cancellationToken) =>
        new ExpectationMaximisation(_comparisons, rates, possiblePairs, _settings.MaxRounds)
        {
            FixedPrior = _settings.FixedPrior ?? (_settings.DeterministicRules is null ? null : DeterministicPrior(possiblePairs, cancellationToken)),
            HouseholdExplanation = _settings.HouseholdExplanation,
            NameLift = _settings.NameLift,
            LabelUse = _settings.LabelUse,
            KnownMatches = patterns.Known?.Matches ?? [],
            KnownNonMatches = patterns.Known?.NonMatches ?? [],
            PresumedNonMatches = patterns.Apart,
        }.Train(patterns.Undecided, _scan.Records.Count, _settings.Seed, cancellationToken);

    private LinkModel PerRule(RandomRates rates, KnownPairs? known, long possiblePairs, CancellationToken cancellationToken)
    {
        var prior = _settings.FixedPrior ?? DeterministicPrior(possiblePairs, cancellationToken);
        var training = new RuleTraining(_comparisons, [.. rates.Rates.Select(r => r.ToArray())], prior);
        if (_settings.LabelUse == LabelUse.Only)
        {
            training.TrainOnLabels(known!.Matches, cancellationToken);
        }
        else
        {
            var pairs = new RulePairs(_session, _settings, _fields, _scan.Records, _scan.Kernel, _warnings, cancellationToken);
            foreach (var rule in _settings.TrainingRules ?? TrainingRules.Sessions(_fields))
            {
                var (unlabelled, matches, nonMatches) = pairs.Patterns(rule, known, cancellationToken);
                training.Train(RuleColumns.InColumns(rule, _fields), unlabelled, matches, nonMatches, _settings.MaxRounds, cancellationToken);
            }
        }

        return new LinkModel
        {
            Method = TrainingMethod.PerRule,
            Seed = _settings.Seed,
            Trained = training.Sessions.Any(s => s.ExpectedMatches >= ExpectationMaximisation.DefaultStrength),
            Counts = new TrainingCounts(
                _scan.Records.Count, possiblePairs, training.Sessions.Sum(s => s.Pairs), known?.Matches.Sum(p => p.Pairs) ?? 0, known?.NonMatches.Sum(p => p.Pairs) ?? 0),
            Sessions = training.Sessions,
            MatchesPerRecord = prior * Math.Max(1, possiblePairs) / Math.Max(1, _scan.Records.Count),
            HouseholdPairsPerRecord = 0,
            NameLift = 1,
            NamesTogether = false,
            Comparisons = training.Comparisons(_warnings),
        };
    }

    /// <summary>Pairs that the deterministic rules find, divided by their recall and by the possible pairs.</summary>
    private double DeterministicPrior(long possiblePairs, CancellationToken cancellationToken)
    {
        var rules = _settings.DeterministicRules ?? TrainingRules.Deterministic(_fields);
        var found = new RulePairs(_session, _settings, _fields, _scan.Records, _scan.Kernel, _warnings, cancellationToken).Count(rules, cancellationToken);
        if (found == 0)
        {
            _warnings.Add("The deterministic rules find no pair; the prior is taken from one pair.");
        }

        return Math.Clamp(Math.Max(1, found) / _settings.DeterministicRecall / Math.Max(1, possiblePairs), 1e-12, MostPrior);
    }

    private void Check(KnownPairs? known)
    {
        static MatchingInputException Error(string setting, double value, string whatToDo) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{value} cannot be."), $"setting {setting}", whatToDo);
        if (_settings.FixedPrior is { } prior && prior is not (> 0 and <= MostPrior))
        {
            throw Error("fixedPrior", prior, "Give the probability that two records taken at random are one person: above 0, at most 0.4.");
        }

        if (_settings.DeterministicRecall is not (> 0 and <= 1))
        {
            throw Error("deterministicRecall", _settings.DeterministicRecall, "Give the share of all matches that the deterministic rules find: above 0, at most 1.");
        }

        if (_settings.MaxRounds < 1)
        {
            throw Error("maxRounds", _settings.MaxRounds, "Give at least 1.");
        }

        if (_settings.LabelUse == LabelUse.Only && known is not { Matches.Count: > 0 })
        {
            throw new MatchingInputException("There is no pair labelled as a match to train on.", "setting labelUse", "Give labels with matches among them, or train without (KnownPairs).");
        }
    }

    /// <summary>What a person should know of a model.</summary>
    internal static IEnumerable<string> WarningsOf(LinkModel model)
    {
        foreach (var session in model.Sessions.Where(s => !s.Converged))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Training on {session.Name} did not converge in {session.Rounds} rounds; {session.MovedMost} still changed by {session.LastChange:G3}. Raise MaxRounds, or look at that field.");
        }

        if (!model.Trained)
        {
            yield return "Too few likely matches to train on; the documented default parameters weigh most.";
        }
    }
}
