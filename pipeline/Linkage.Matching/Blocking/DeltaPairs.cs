using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Blocking;

/// <summary>
/// The hook for linking only what is new: marks the new and changed records in the record store, where the scan looks, and compares the pairs that were
/// linked before and did not change.
/// </summary>
internal sealed class DeltaPairs
{
    /// <summary>Name in the links of the blocking rule of a kept pair whose own rule is no longer there.</summary>
    internal const string KeptRule = "linked before";

    private readonly RecordStore _store;
    private readonly List<(int Left, int Right, int Rule)> _kept = [];

    private DeltaPairs(RecordStore store) => _store = store;

    /// <summary>Reads what is new; null for a full run.</summary>
    internal static DeltaPairs? Load(DuckSession session, LinkDelta? delta, RecordStore store, IReadOnlyList<string> rules, CancellationToken cancellationToken)
    {
        if (delta is null)
        {
            return null;
        }

        var pairs = new DeltaPairs(store);
        var changed = new bool[store.Count];
        session.Read(
            $"SELECT r.rid FROM lnk_record r SEMI JOIN {delta.Changed} c ON c.dataset = r.dataset AND c.record_id = r.record_id", row => changed[row.GetInt32(0)] = true, cancellationToken);
        store.Changed = changed;
        if (delta.KeptLinks is { } links)
        {
            session.Read(
                SqlStep.Load(typeof(DeltaPairs), "kept_pairs").With(("links", links.ToString()), ("changed", delta.Changed.ToString()), ("rules", SqlName.LiteralList(rules))).Text,
                row => pairs.Keep(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)),
                cancellationToken);
        }

        return pairs;
    }

    /// <summary>Compares the kept pairs.</summary>
    internal void Compare(PairKernel kernel, PairScan.IVisitor visitor, CancellationToken cancellationToken)
    {
        var waiting = kernel.AsksSql ? new WaitingPairs(kernel, _store, visitor, cancellationToken) : null;
        foreach (var (left, right, rule) in _kept)
        {
            if (waiting is not null)
            {
                waiting.Compare(left, right, rule, _store.RowOf(left), _store.RowOf(right));
            }
            else
            {
                visitor.Visit(left, right, rule, kernel.Compare(_store.RowOf(left), _store.RowOf(right)));
            }
        }

        waiting?.Flush();
    }

    private void Keep(int left, int right, int rule)
    {
        if (((_store.Partners[_store.Datasets[left]] >> _store.Datasets[right]) & 1) == 1)
        {
            _kept.Add((left, right, rule));
        }
    }
}
