using System.Diagnostics;
using System.Globalization;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;

namespace Linkage.Matching;

/// <summary>
/// Links the records of one or more relations of a DuckDB session: normalise, block, compare, train, score. Set-based throughout; bounded by the
/// session's memory limit, above which DuckDB spills.
/// </summary>
public static class Linker
{
    /// <summary>Links the inputs.</summary>
    /// <param name="session">Holds the input relations and receives the result as temporary tables. Must not be locked.</param>
    /// <param name="inputs">The datasets; 1 to 64.</param>
    /// <param name="settings">Which pairs, how strict, how large.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">An input cannot be read, has no unique record id, or has nothing to compare; or the model does not fit.</exception>
    public static LinkResult Link(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        var warnings = new List<string>();

        void Lap(string step)
        {
            seconds[step] = clock.Elapsed.TotalSeconds;
            clock.Restart();
        }

        SettingsCheck.Check(settings, "settings");
        progress?.Report(new MatchingProgress("normalise", 0, inputs.Count));
        string[] datasets = [.. inputs.Select(i => i.Dataset)];
        var permitted = PermittedPairs.Of(datasets, PermittedByType.Of(settings, datasets));
        var fields = RecordFields.Of(inputs);
        var comparisons = ComparisonBinder.Bind(session, fields, settings, cancellationToken);
        if (comparisons.Count == 0)
        {
            throw new MatchingInputException("No column has a meaning that can be compared.", "inputs", "Name at least a name, date of birth, number, address or text column.");
        }

        var table = new RecordTable(session, inputs, fields);
        table.Build(permitted, settings.MaxRecordsPerUprn, cancellationToken);
        var records = table.RecordsByInput.Sum();
        var possiblePairs = permitted.Count(table.RecordsByInput);
        WarnOfEmptyFields(session, comparisons, records, warnings, cancellationToken);
        Lap("normalise");

        progress?.Report(new MatchingProgress("block", 0, 0));
        var everyPair = possiblePairs <= settings.CompareAllBelow && settings.BlockingRules is null;
        var rules = everyPair ? [BlockingCatalogue.EveryPair] : settings.BlockingRules ?? BlockingCatalogue.For(fields);
        var store = RecordStore.Load(session, fields, PairKernel.Starts(comparisons), PairKernel.Tuples(comparisons), cancellationToken);
        using var sqlWorkers = new SqlWorkers(session);
        var kernel = new PairKernel(store, comparisons, sqlWorkers);
        var keys = BlockingKeys.Load(session, rules, store.Count, cancellationToken);
        Lap("block");

        var scan = new PairScan(store, kernel, rules.Count, session.Scalar<int>("SELECT current_setting('threads')::INTEGER", cancellationToken));
        var tallies = Enumerable.Range(0, scan.Workers).Select(_ => new TallyVisitor()).ToList();
        var (blocking, sampleOneIn) = new BlockingPlan(settings, store).Run(rules, everyPair, keys, scan, tallies, cancellationToken);
        var patterns = TallyVisitor.Sum(tallies, sampleOneIn);
        var pairs = blocking.Sum(b => b.PairsYielded);
        warnings.AddRange(blocking.Where(b => b.BlocksLeftOut > 0 && !b.IsLoose).Select(b => string.Create(
            CultureInfo.InvariantCulture, $"Blocking rule '{b.Rule}' left out {b.BlocksLeftOut} blocks of {b.PairsLeftOut} pairs; the largest block holds {b.LargestBlockPairs} pairs.")));
        Lap("compare");

        progress?.Report(new MatchingProgress("train", 0, 0));
        var model = settings.Model is { } given
            ? Fitting(given, comparisons)
            : new ExpectationMaximisation(comparisons, new RandomPairRates(session, settings, store, kernel).Measure(comparisons, records, possiblePairs, cancellationToken), possiblePairs, settings.MaxRounds)
                .Train(patterns, records, settings.Seed, cancellationToken);
        if (!model.Converged)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Training did not converge in {model.Rounds} rounds; the last change was {model.LastChange:G3}."));
        }

        if (!model.Trained)
        {
            warnings.Add("Too few likely matches to train on; the documented default parameters weigh most.");
        }

        Lap("train");
        progress?.Report(new MatchingProgress("score", 0, pairs));
        var scorer = new PatternScorer(model, comparisons, settings, records, possiblePairs);
        var rarity = new PairRarity(store, comparisons, model);
        IReadOnlyList<long> candidates;
        using (var writer = new CandidateWriter(session, scorer, rarity, cancellationToken))
        {
            var visitors = Enumerable.Range(0, scan.Workers).Select(_ => writer.ForWorker()).ToList();
            scan.RunAll(visitors, done => progress?.Report(new MatchingProgress("score", done, pairs)), cancellationToken);
            visitors.ForEach(v => v.Flush());
            candidates = writer.Patterns;
        }

        Lap("scan");
        var links = new Scorer(session, comparisons).Score(model, scorer, candidates, [.. rules.Select(r => r.Name)], cancellationToken);
        session.Execute("DROP TABLE lnk_pattern; DROP TABLE lnk_rec", cancellationToken);
        Lap("score");

        return new LinkResult
        {
            Links = new SqlName("lnk_link"),
            Records = new SqlName("lnk_record"),
            RecordCount = records,
            PossiblePairs = possiblePairs,
            PairsCompared = pairs,
            LinkCount = links,
            QuarantinedUprnRecords = table.QuarantinedUprnRecords,
            Blocking = blocking,
            Comparisons = comparisons,
            Model = model,
            Compared = settings.KeepRecords
                ? new ComparedRecords(store, kernel, sqlWorkers, scan, scorer, rarity, fields, comparisons, [.. rules.Select(r => r.Name)], datasets)
                : null,
            Seconds = seconds,
            Warnings = warnings,
        };
    }

    private static LinkModel Fitting(LinkModel model, IReadOnlyList<Comparison> comparisons)
    {
        var fits = model.Comparisons.Count == comparisons.Count
            && model.Comparisons.Zip(comparisons).All(p => p.First.Name == p.Second.Name && p.First.Levels.Count == p.Second.Levels.Count);
        return fits
            ? model
            : throw new MatchingInputException("The model was trained on other fields.", "model", "Train a model on inputs with the same columns, or leave it out.");
    }

    private static void WarnOfEmptyFields(DuckSession session, IReadOnlyList<Comparison> comparisons, long records, List<string> warnings, CancellationToken cancellationToken)
    {
        if (records == 0)
        {
            warnings.Add("There are no records.");
            return;
        }

        foreach (var comparison in comparisons.Where(c => c.Name != PlaceComparison.Name))
        {
            if (session.Scalar<long>($"SELECT count({comparison.PresenceColumn}) FROM lnk_rec", cancellationToken) == 0)
            {
                warnings.Add($"Field '{comparison.Name}' has no usable value in any record.");
            }
        }
    }
}
