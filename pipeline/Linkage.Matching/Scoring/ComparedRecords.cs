using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// The records of a run as they were compared: any two of them can be compared and scored again, whether or not a blocking rule holds the pair. Records go by
/// their number (rid). Not safe for use by two threads.
/// </summary>
public sealed class ComparedRecords
{
    private readonly RecordStore _store;
    private readonly PairKernel _kernel;
    private readonly PairScan _scan;
    private readonly PairModels _models;
    private readonly IReadOnlyList<int> _rules;

    internal ComparedRecords(
        RecordStore store,
        PairKernel kernel,
        PairScan scan,
        PairModels models,
        IReadOnlyList<RecordField> fields,
        IReadOnlyList<Comparison> comparisons,
        IReadOnlyList<string> ruleNames,
        IReadOnlyList<string> datasets)
    {
        (_store, _kernel, _scan, _models) = (store, kernel, scan, models);
        (Fields, Comparisons, RuleNames, Datasets) = (fields, comparisons, ruleNames, datasets);
        _rules = [.. scan.Rules.Select(r => r.Rule)];
    }

    /// <summary>Number of records; they are numbered from 0.</summary>
    public int Count => _store.Count;

    /// <summary>The fields of a record.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>The comparisons, in the order of the pattern.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>The datasets, in the order of the inputs.</summary>
    internal IReadOnlyList<string> Datasets { get; }

    /// <summary>Names of the blocking rules.</summary>
    internal IReadOnlyList<string> RuleNames { get; }

    /// <summary>The comparison vector of two records (<see cref="Pattern"/>).</summary>
    public long Compare(int left, int right) => NamedPairs.Patterns(_kernel, _store, [(left, right)], CancellationToken.None)[0];

    /// <summary>The match weight (log2 of the odds) of two records, the frequencies of their values included; null when nothing about the person agrees, and no link is possible.</summary>
    public double? Weight(int left, int right) => WeightOf(left, right, Compare(left, right));

    /// <summary>Weighs many pairs; each is taken once its comparison is known, those that wait for an SQL level together and later.</summary>
    internal Pairs Weigh(Action<int, int, double?> take, CancellationToken cancellationToken) => new(this, take, cancellationToken);

    /// <summary>The normalised value of a field of a record, or null. Personal data.</summary>
    internal string? ValueOf(int rid, string column) =>
        _store.RowOf(rid)[_store.PlaceOf(column)] is > 0 and var code ? _store.DictionaryOf(column).TextOf(code) : null;

    /// <summary>Index of a record's dataset among the inputs.</summary>
    internal int DatasetOf(int rid) => _store.Datasets[rid];

    /// <summary>Records by dataset that have a value in a field.</summary>
    internal long[] PresentByDataset(string column)
    {
        var (present, place) = (new long[PermittedPairs.MaxInputs], _store.PlaceOf(column));
        for (var rid = 0; rid < _store.Count; rid++)
        {
            present[_store.Datasets[rid]] += _store.RowOf(rid)[place] == 0 ? 0 : 1;
        }

        return present;
    }

    /// <summary>The first rule that holds a pair, and how many do; -1 and 0 for none.</summary>
    internal (int First, int Count) RulesOf(int left, int right)
    {
        var (first, count) = (-1, 0);
        for (var place = 0; place < _rules.Count; place++)
        {
            if (_scan.Holds(place, left, right))
            {
                first = count == 0 ? _rules[place] : first;
                count++;
            }
        }

        return (first, count);
    }

    private double? WeightOf(int left, int right, long pattern)
    {
        var model = _models.Of(left, right);
        return model.Scorer.CanLink(pattern) ? model.Rarity.LogOdds(model.Scorer.Of(pattern), pattern, left, double.NegativeInfinity) / Math.Log(2) : null;
    }

    /// <summary>Pairs on their way through the comparisons.</summary>
    internal sealed class Pairs : PairScan.IVisitor
    {
        private readonly ComparedRecords _records;
        private readonly Action<int, int, double?> _take;
        private readonly WaitingPairs? _waiting;

        internal Pairs(ComparedRecords records, Action<int, int, double?> take, CancellationToken cancellationToken)
        {
            (_records, _take) = (records, take);
            _waiting = records._kernel.AsksSql ? new WaitingPairs(records._kernel, records._store, this, cancellationToken) : null;
        }

        /// <summary>Adds a pair.</summary>
        internal void Add(int left, int right)
        {
            var l = _records._store.RowOf(left);
            var r = _records._store.RowOf(right);
            if (_waiting is not null)
            {
                _waiting.Compare(left, right, 0, l, r);
            }
            else
            {
                _take(left, right, _records.WeightOf(left, right, _records._kernel.Compare(l, r)));
            }
        }

        /// <summary>Compares the pairs that wait.</summary>
        internal void Flush() => _waiting?.Flush();

        /// <inheritdoc/>
        public void Visit(int left, int right, int rule, long pattern) => _take(left, right, _records.WeightOf(left, right, pattern));
    }
}
