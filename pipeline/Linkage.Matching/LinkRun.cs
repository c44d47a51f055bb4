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
/// A linking run in steps, made by <see cref="Linker.Prepare"/>: look at the <see cref="Preflight"/>, <see cref="Train"/> a model or bring one, and
/// <see cref="Score"/>, as often as wanted. It owns temporary tables of its session until it is disposed of. Not safe for use by two threads.
/// </summary>
public sealed class LinkRun : IDisposable
{
    private readonly DuckSession _session;
    private readonly LinkSettings _settings;
    private readonly IReadOnlyList<RecordField> _fields;
    private readonly RecordTable _table;
    private readonly PermittedPairs _permitted;
    private readonly RecordStore _store;
    private readonly SqlWorkers _sqlWorkers;
    private readonly PairKernel _kernel;
    private readonly IReadOnlyList<RuleSource> _rules;
    private readonly IReadOnlyList<string> _datasets;
    private readonly BlockingPlan _plan;
    private readonly PairScan _scan;
    private readonly Lazy<ValueCounts> _counts;
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];

    private LinkRun(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        (_session, _settings) = (session, settings);
        SettingsCheck.Check(settings, "settings");
        _datasets = [.. inputs.Select(i => i.Dataset)];
        progress?.Report(new MatchingProgress("normalise", 0, inputs.Count));
        var permitted = PermittedPairs.Of(_datasets, PermittedByType.Of(settings, _datasets));
        var fields = RecordFields.Of(inputs);
        _fields = fields;
        Comparisons = ComparisonBinder.Bind(session, fields, settings, cancellationToken);
        if (Comparisons.Count == 0)
        {
            throw new MatchingInputException("No column has a meaning that can be compared.", "inputs", "Name at least a name, date of birth, number, address or text column.");
        }

        _table = new RecordTable(session, inputs, fields);
        _table.Build(permitted, settings.MaxRecordsPerUprn, cancellationToken);
        var lists = RecordLists.Build(session, inputs, cancellationToken);
        RecordCount = _table.RecordsByInput.Sum();
        _permitted = permitted;
        PossiblePairs = permitted.Count(_table.RecordsByInput);
        WarnOfEmptyFields(cancellationToken);
        Lap("normalise", clock);

        progress?.Report(new MatchingProgress("block", 0, 0));
        _sqlWorkers = new SqlWorkers(session);
        try
        {
            var everyPair = PossiblePairs <= settings.CompareAllBelow && settings.BlockingRules is null;
            var rules = everyPair ? [BlockingCatalogue.EveryPair] : settings.BlockingRules ?? BlockingCatalogue.For(fields);
            _rules = settings.BlockingRules is null ? [.. rules.Select(r => RuleSource.OwnOf(r, fields))] : RuleSource.Check(session, rules, fields, lists, cancellationToken);
            _store = RecordStore.Load(session, fields, _table.Dictionaries, PairKernel.Starts(Comparisons), PairKernel.Tuples(Comparisons), cancellationToken);
            _counts = new Lazy<ValueCounts>(() => new ValueCounts(_store, Comparisons));
            _kernel = new PairKernel(_store, Comparisons, _sqlWorkers);
            var keys = BlockingKeys.Load(session, _rules, _store.Count, settings.MaxElementsPerRecord, cancellationToken);
            _scan = new PairScan(_store, _kernel, rules.Count, session.Scalar<int>("SELECT current_setting('threads')::INTEGER", cancellationToken));
            _plan = BlockingPlan.Make(settings, _store, rules, everyPair, keys, _scan, done => progress?.Report(new MatchingProgress("block", done, rules.Count)), cancellationToken);
            WarnOfBlocks();
            Lap("block", clock);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The comparisons, in the order of the level columns.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>Records read.</summary>
    public long RecordCount { get; }

    /// <summary>Pairs of records the permitted datasets could form.</summary>
    public long PossiblePairs { get; }

    /// <summary>Things a person should know so far.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    internal DuckSession Session => _session;

    internal LinkSettings Settings => _settings;

    internal PairKernel Kernel => _kernel;

    internal IReadOnlyList<RecordField> Fields => _fields;

    /// <summary>Pairs linked before that are weighed again; null for a full run.</summary>
    internal DeltaPairs? Kept { get; private set; }

    internal RecordStore Store => _store;

    internal PairScan Scan => _scan;

    internal IReadOnlyList<string> Datasets => _datasets;

    internal IReadOnlyList<long> RecordsByInput => _table.RecordsByInput;

    /// <summary>The function in SQL that gives the id of a record by number.</summary>
    internal string RecordIdFunction => _table.RecordIdFunction;

    /// <summary>How often the values of the records occur.</summary>
    internal ValueCounts Counts => _counts.Value;

    internal IReadOnlyList<string> RuleNames => [.. _rules.Select(r => r.Rule.Name), DeltaPairs.KeptRule];

    /// <summary>
    /// What scoring would take: pairs by rule, the largest blocks, time and memory, and whether it is within <see cref="LinkSettings.MaxPairs"/>. Some
    /// pairs are compared to measure the rate; no link is made.
    /// </summary>
    /// <param name="revealKeys">Whether the keys of the largest blocks are given as they are. They are values of records: only within the identity zone.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    public Preflight Preflight(bool revealKeys, CancellationToken cancellationToken) =>
        PreflightMeasure.Of(_session, _settings, _plan, _rules, _scan, revealKeys, cancellationToken);

    /// <summary>Trains a model on the run's own pairs, without labels.</summary>
    /// <param name="progress">Told of the pairs compared; may be null.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    /// <exception cref="MatchingInputException">There are more pairs than <see cref="LinkSettings.MaxPairs"/>.</exception>
    public LinkModel Train(IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        PreflightMeasure.Refuse(_settings, _plan);
        var clock = Stopwatch.StartNew();
        progress?.Report(new MatchingProgress("compare", 0, _plan.Pairs));
        var options = new ScanOptions(BlockingPlan.SampleOf(_plan.Pairs, _settings.TrainingPairs));
        var tally = TrainingTally.Prepare(_session, _settings, _store, _kernel, Comparisons, _warnings, cancellationToken);
        if (_settings.TrainingMethod == TrainingMethod.Population)
        {
            _scan.Run(_scan.Pieces(), options, tally.ForWorkers(_scan.Workers), done => Told(progress, "compare", done), cancellationToken);
        }

        Lap("compare", clock);

        progress?.Report(new MatchingProgress("train", 0, 0));
        var model = new ModelTrainer(_session, _settings, _fields, _scan, Comparisons, _warnings).Train(tally.Sum(options.SampleOneIn), PossiblePairs, cancellationToken);
        Lap("train", clock);
        return model;
    }

    /// <summary>True when every permitted pair of datasets has a model of its own (<see cref="LinkSettings.PairModels"/>), so that none needs to be trained.</summary>
    public bool HasOwnModels
    {
        get
        {
            var own = _settings.PairModels.Select(p => LinkModels.InOrder(p.Left, p.Right)).ToHashSet();
            return own.Count > 0 && Enumerable.Range(0, _datasets.Count).All(l => Enumerable.Range(l, _datasets.Count - l).All(r =>
                !_permitted.Allows(l, r) || own.Contains(LinkModels.InOrder(_datasets[l], _datasets[r]))));
        }
    }

    /// <summary>Scores the pairs with a model; the links come as a temporary table of the session.</summary>
    /// <param name="model">The model of the pairs of datasets that have none of their own; may be null when all have (<see cref="HasOwnModels"/>).</param>
    /// <param name="progress">Told of the pairs compared; may be null.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    /// <exception cref="MatchingInputException">The model was trained on other fields, or there are more pairs than <see cref="LinkSettings.MaxPairs"/>.</exception>
    public LinkResult Score(LinkModel? model, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var models = ModelsOf(model);
        var scoring = Start(models, progress);
        var found = scoring.Scan(_scan.Pieces(), done => Told(progress, "score", done), cancellationToken);
        Lap("scan", clock);
        var links = scoring.Links(cancellationToken);
        Lap("score", clock);
        return Result(models, scoring, new SqlName("lnk_link"), links, found);
    }

    /// <summary>
    /// Scores the pairs with a model, the links to Parquet files of a folder while pairs are still compared, so that memory is bounded however many there
    /// are. Each file holds the links of a part of the blocks that depends on data and settings alone, and is published whole. A run that was stopped
    /// goes on with the first file that is missing and comes to the same bytes.
    /// </summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="model">The model of the pairs of datasets that have none of their own; may be null when all have.</param>
    /// <param name="progress">Told of the pairs compared; may be null.</param>
    /// <param name="cancellationToken">Interrupts the work; the files published stay.</param>
    /// <returns>The result, whose <see cref="LinkResult.Links"/> is a temporary view over the files.</returns>
    /// <exception cref="MatchingInputException">
    /// The folder holds the links of other inputs, settings or another model, or is in use; the model was trained on other fields; or there are too many pairs.
    /// </exception>
    public LinkResult ScoreTo(string folder, LinkModel? model, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var models = ModelsOf(model);
        var scoring = Start(models, progress);
        var (links, found) = LinkFolder.Write(this, folder, models, scoring, done => Told(progress, "score", done), cancellationToken);
        Lap("score", clock);
        return Result(models, scoring, new SqlName(LinkFolder.View), links, found);
    }

    /// <summary>Drops the tables that only the run itself needs; what <see cref="LinkResult"/> names stays.</summary>
    public void Dispose()
    {
        // Records that are kept are compared again, by SQL levels too.
        if (!_settings.KeepRecords)
        {
            _sqlWorkers.Dispose();
        }

        _session.Execute("DROP TABLE IF EXISTS lnk_rec; DROP TABLE IF EXISTS lnk_list", CancellationToken.None);
    }

    internal static LinkRun Prepare(DuckSession session, IReadOnlyList<LinkInput> inputs, LinkSettings settings, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken) =>
        new(session, inputs, settings, progress, cancellationToken);

    /// <summary>Leaves out the pairs of which neither record is new or changed. Blocks are those of a full run, so that the pairs are its pairs.</summary>
    internal void CompareOnly(LinkDelta? delta, CancellationToken cancellationToken) =>
        Kept = DeltaPairs.Load(_session, delta, _store, [.. _rules.Select(r => r.Rule.Name)], cancellationToken);

    private LinkModels ModelsOf(LinkModel? general) => general is not null || HasOwnModels
        ? LinkModels.Of(_settings, general, Comparisons)
        : throw new MatchingInputException("Some pairs of datasets have no model.", "model", "Give or train one for them.");

    private LinkScoring Start(LinkModels models, IProgress<MatchingProgress>? progress)
    {
        PreflightMeasure.Refuse(_settings, _plan);
        progress?.Report(new MatchingProgress("score", 0, _plan.Pairs));
        return new LinkScoring(this, models);
    }

    private LinkResult Result(LinkModels models, LinkScoring scoring, SqlName table, long links, long[] found)
    {
        // Rules without a block take no part in the scan.
        var yielded = _scan.Rules.Zip(found).ToDictionary(r => r.First.Rule, r => r.Second);
        return new LinkResult
        {
            Links = table,
            Records = new SqlName("lnk_record"),
            RecordIdFunction = RecordIdFunction,
            RecordCount = RecordCount,
            RecordsByDataset = _datasets.Index().ToDictionary(d => d.Item, d => _table.RecordsByInput[d.Index], StringComparer.Ordinal),
            PossiblePairs = PossiblePairs,
            PairsCompared = found.Sum(),
            LinkCount = links,
            QuarantinedUprnRecords = _table.QuarantinedUprnRecords,
            Blocking = [.. _plan.Rules.Select((r, i) => new BlockingCount(r.Rule.Name, r.Rule.IsLoose, r.PairsInBlocks, yielded.GetValueOrDefault(i), r.BlocksLeftOut, r.PairsLeftOut, r.LargestBlock))],
            Comparisons = Comparisons,
            Models = models,
            Compared = _settings.KeepRecords ? scoring.Compared : null,
            Seconds = new Dictionary<string, double>(_seconds, StringComparer.Ordinal),
            Warnings = [.. _warnings, .. models.General is { } general ? ModelTrainer.WarningsOf(general) : []],
        };
    }

    private void Told(IProgress<MatchingProgress>? progress, string step, long done) => progress?.Report(new MatchingProgress(step, Math.Min(done, _plan.Pairs), _plan.Pairs));

    private void Lap(string step, Stopwatch clock)
    {
        _seconds[step] = clock.Elapsed.TotalSeconds;
        clock.Restart();
    }

    private void WarnOfBlocks()
    {
        _warnings.AddRange(_plan.Rules.Where(b => b.BlocksLeftOut > 0 && !b.Rule.IsLoose).Select(b => string.Create(
            CultureInfo.InvariantCulture, $"Blocking rule '{b.Rule.Name}' left out {b.BlocksLeftOut} blocks of {b.PairsLeftOut} pairs; the largest block holds {b.LargestBlock} pairs.")));
        _warnings.AddRange(_plan.Rules.Where(b => b.Capped > 0).Select(b => string.Create(
            CultureInfo.InvariantCulture, $"Blocking rule '{b.Rule.Name}' used the first {_settings.MaxElementsPerRecord} elements only of the lists of {b.Capped} records.")));
    }

    private void WarnOfEmptyFields(CancellationToken cancellationToken)
    {
        if (RecordCount == 0)
        {
            _warnings.Add("There are no records.");
            return;
        }

        foreach (var comparison in Comparisons.Where(c => c.Name != PlaceComparison.Name))
        {
            if (_session.Scalar<long>($"SELECT count({comparison.PresenceColumn}) FROM lnk_rec", cancellationToken) == 0)
            {
                _warnings.Add($"Field '{comparison.Name}' has no usable value in any record.");
            }
        }
    }
}
