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
    private readonly PatternScorer _scorer;
    private readonly PairRarity _rarity;
    private readonly IReadOnlyList<int> _rules;

    internal ComparedRecords(
        RecordStore store,
        PairKernel kernel,
        PairScan scan,
        PatternScorer scorer,
        PairRarity rarity,
        IReadOnlyList<RecordField> fields,
        IReadOnlyList<Comparison> comparisons,
        IReadOnlyList<string> ruleNames,
        IReadOnlyList<string> datasets)
    {
        (_store, _kernel, _scan, _scorer, _rarity) = (store, kernel, scan, scorer, rarity);
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
    public long Compare(int left, int right) => _kernel.Compare(_store.RowOf(left), _store.RowOf(right));

    /// <summary>The match weight (log2 of the odds) of two records, the frequencies of their values included; null when nothing about the person agrees, and no link is possible.</summary>
    public double? Weight(int left, int right)
    {
        var pattern = Compare(left, right);
        return _scorer.IsPossible(pattern) ? _rarity.LogOdds(_scorer.Of(pattern), pattern, left, double.NegativeInfinity) / Math.Log(2) : null;
    }

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
}
