namespace Linkage.Matching.Clustering;

/// <summary>
/// What links make of records as the threshold falls: fed with links from the strongest down, it remembers the joins (8 bytes each, fewer than records),
/// from which the clusters of any of its thresholds are had again. A join that would make a cluster of more than the most records is not made, and neither
/// is any later one to the same records: such a cluster stays cut at its weakest links, which is the threshold raised inside it until every part fits.
/// </summary>
internal sealed class ClusterHierarchy
{
    private readonly ConstrainedForest _whole;
    private readonly IReadOnlyList<double> _thresholds;
    private readonly int _mostRecords;
    private readonly List<(int Left, int Right)> _joins = [];
    private readonly List<int> _joinsAt = [];
    private readonly List<long> _refusedAt = [];
    private long _refused;

    /// <summary>Starts with every record alone.</summary>
    /// <param name="whole">The constraints; no record joined yet.</param>
    /// <param name="thresholds">Probabilities, falling.</param>
    /// <param name="mostRecords">Most records of a cluster.</param>
    internal ClusterHierarchy(ConstrainedForest whole, IReadOnlyList<double> thresholds, int mostRecords) =>
        (_whole, _thresholds, _mostRecords) = (whole, thresholds, mostRecords);

    /// <summary>Takes the next link; none is stronger than those before.</summary>
    internal void Add(int left, int right, double probability)
    {
        while (_joinsAt.Count < _thresholds.Count && probability < _thresholds[_joinsAt.Count])
        {
            Close();
        }

        if (_whole.Root(left) == _whole.Root(right))
        {
            return;
        }

        var size = _whole.SizeOf(left) + _whole.SizeOf(right);
        if (!_whole.Join(left, right))
        {
            _refused++;
        }
        else
        {
            // Joins of clusters beyond the limit are kept apart by their sign: they say what was cut.
            _joins.Add((size <= _mostRecords ? left : ~left, right));
        }
    }

    /// <summary>Ends the links.</summary>
    internal void Complete()
    {
        while (_joinsAt.Count < _thresholds.Count)
        {
            Close();
        }
    }

    /// <summary>Links that the constraints refused, at a threshold.</summary>
    internal long RefusedAt(int threshold) => _refusedAt[threshold];

    /// <summary>Makes the joins between the threshold before and this one, in the clusters as limited and in those without a limit.</summary>
    internal void Replay(int threshold, DisjointSets limited, DisjointSets? whole)
    {
        for (var i = threshold == 0 ? 0 : _joinsAt[threshold - 1]; i < _joinsAt[threshold]; i++)
        {
            var (left, right) = _joins[i];
            if (left >= 0)
            {
                limited.Join(limited.Root(left), limited.Root(right));
            }

            left = left < 0 ? ~left : left;
            whole?.Join(whole.Root(left), whole.Root(right));
        }
    }

    private void Close()
    {
        _joinsAt.Add(_joins.Count);
        _refusedAt.Add(_refused);
    }
}
