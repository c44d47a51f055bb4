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
    private readonly SqlWorkers _sqlWorkers;
    private readonly PairScan _scan;
    private readonly PatternScorer _scorer;
    private readonly PairRarity _rarity;
    private readonly IReadOnlyList<int> _rules;

    internal ComparedRecords(
        RecordStore store,
        PairKernel kernel,
        SqlWorkers sqlWorkers,
        PairScan scan,
        PatternScorer scorer,
        PairRarity rarity,
        IReadOnlyList<RecordField> fields,
        IReadOnlyList<Comparison> comparisons,
        IReadOnlyList<string> ruleNames,
        IReadOnlyList<string> datasets)
    {
        (_store, _kernel, _sqlWorkers, _scan, _scorer, _rarity) = (store, kernel, sqlWorkers, scan, scorer, rarity);
        (Fields, Comparisons, RuleNames, Datasets) = (fields, comparisons, ruleNames, datasets);
        _rules = scan.Rules;
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
    /// <exception cref="MatchingInputException">An SQL level fails on a value.</exception>
    public long Compare(int left, int right)
    {
        var compared = 0L;
        var pairs = new Pairs(this, (_, _, pattern) => compared = pattern, CancellationToken.None);
        pairs.Add(left, right);
        pairs.Flush();
        return compared;
    }

    /// <summary>The match weight (log2 of the odds) of two records, the frequencies of their values included; null when nothing about the person agrees, and no link is possible.</summary>
    /// <exception cref="MatchingInputException">An SQL level fails on a value.</exception>
    public double? Weight(int left, int right) => WeightOf(left, Compare(left, right));

    /// <summary>Compares many pairs; they are taken as their comparison is known, not always in the order they were added.</summary>
    internal Pairs Weigh(Action<int, int, double?> take, CancellationToken cancellationToken) => new(this, (l, r, pattern) => take(l, r, WeightOf(l, pattern)), cancellationToken);

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

    private double? WeightOf(int left, long pattern) =>
        _scorer.IsPossible(pattern) ? _rarity.LogOdds(_scorer.Of(pattern), pattern, left, double.NegativeInfinity) / Math.Log(2) : null;

    /// <summary>Pairs on their way through the comparisons: those that wait for an SQL level wait together.</summary>
    internal sealed class Pairs : PairScan.IVisitor
    {
        private readonly ComparedRecords _records;
        private readonly Action<int, int, long> _take;
        private readonly WaitingPairs? _waiting;

        internal Pairs(ComparedRecords records, Action<int, int, long> take, CancellationToken cancellationToken)
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
                _take(left, right, _records._kernel.Compare(l, r));
            }
        }

        /// <summary>Compares the pairs that wait, and closes the connection they asked on.</summary>
        internal void Flush()
        {
            _waiting?.Flush();
            _records._sqlWorkers.Dispose();
        }

        /// <inheritdoc/>
        public void Visit(int left, int right, int rule, long pattern) => _take(left, right, pattern);
    }
}
