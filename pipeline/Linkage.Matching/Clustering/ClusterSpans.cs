using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>
/// Writes the clusters of every threshold as spans: a record's cluster once for all neighbouring thresholds at which it is the same. Takes 40 bytes a
/// record and 20 for each change of a record's cluster from one threshold to the next.
/// </summary>
internal sealed class ClusterSpans
{
    private readonly int[] _places;
    private readonly int[] _byPlace;
    private readonly ClusterMembers _members;

    /// <summary>Prepares.</summary>
    /// <param name="places">By record: its place in the order of record ids; empty where that is the order of the records.</param>
    /// <param name="members">The records.</param>
    internal ClusterSpans(int[] places, ClusterMembers members)
    {
        (_places, _members) = (places, members);
        _byPlace = new int[places.Length];
        for (var number = 0; number < places.Length; number++)
        {
            _byPlace[places[number]] = number;
        }
    }

    /// <summary>
    /// Makes lnk_cluster of one threshold, lnk_span (number, root, named: the record whose id names the cluster, first and last threshold) and, with a
    /// limit, lnk_whole.
    /// </summary>
    /// <param name="session">Holds the members and receives the tables.</param>
    /// <param name="hierarchy">The joins.</param>
    /// <param name="records">Number of records.</param>
    /// <param name="thresholds">Probabilities, falling.</param>
    /// <param name="mostRecords">Most records of a cluster, or null.</param>
    /// <param name="main">The threshold whose clusters are written to lnk_cluster, and whose split clusters to lnk_whole (number, whole).</param>
    /// <param name="cancellationToken">Interrupts the statements.</param>
    internal IReadOnlyList<ThresholdClusters> Write(
        DuckSession session, ClusterHierarchy hierarchy, int records, IReadOnlyList<double> thresholds, int? mostRecords, int main, CancellationToken cancellationToken)
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE lnk_whole (number INTEGER, whole INTEGER)", cancellationToken);
        var (limited, whole) = (new DisjointSets(records), mostRecords is null ? null : new DisjointSets(records));
        var (root, named, since) = (new int[records], new int[records], new int[records]);
        var figures = new List<ThresholdClusters>();
        var spans = new SpanTable(records);
        for (var t = 0; t < thresholds.Count; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hierarchy.Replay(t, limited, whole);
            var names = Names(limited);
            for (var number = 0; number < records; number++)
            {
                var now = limited.Root(number);
                var name = names.Length == 0 ? now : names[now];
                if (t > 0 && (now != root[number] || name != named[number]))
                {
                    spans.Add(number, root[number], named[number], since[number], t - 1);
                    since[number] = t;
                }

                (root[number], named[number]) = (now, name);
            }

            figures.Add(Figures(thresholds[t], limited, whole, mostRecords, hierarchy.RefusedAt(t)));
            if (t == main)
            {
                WriteClusters(session, root, named, cancellationToken);
                if (whole is not null)
                {
                    WriteWhole(session, whole, mostRecords!.Value);
                }
            }
        }

        for (var number = 0; number < records; number++)
        {
            spans.Add(number, root[number], named[number], since[number], thresholds.Count - 1);
        }

        spans.Write(session, cancellationToken);
        return figures;
    }

    private void WriteClusters(DuckSession session, int[] root, int[] named, CancellationToken cancellationToken)
    {
        NumberFunction.Define(session, "lnk_cluster_root", root);
        NumberFunction.Define(session, "lnk_cluster_named", named);
        session.Execute(
            SqlStep.Load(typeof(ClusterSpans), "clusters").With(
                ("members", _members.Relation.ToString()),
                ("cluster_id", _members.IdFunction is { } id ? $"{id}(lnk_cluster_named(m.number))" : "n.record_id"),
                ("named", _members.IdFunction is null ? $" JOIN {_members.Relation} n ON n.number = lnk_cluster_named(m.number)" : string.Empty)).Text,
            cancellationToken);
        session.Release("lnk_cluster_root");
        session.Release("lnk_cluster_named");
    }

    private static void WriteWhole(DuckSession session, DisjointSets whole, int mostRecords)
    {
        using var appender = session.Connection.CreateAppender("lnk_whole");
        for (var number = 0; number < whole.Count; number++)
        {
            if (whole.Root(number) is var root && whole.Size(root) > mostRecords)
            {
                appender.CreateRow().AppendValue(number).AppendValue(root).EndRow();
            }
        }
    }

    private static ThresholdClusters Figures(double threshold, DisjointSets limited, DisjointSets? whole, int? mostRecords, long refused)
    {
        var (clusters, linked, largest, split, splitRecords) = (0L, 0L, 0L, 0L, 0L);
        for (var number = 0; number < limited.Count; number++)
        {
            if (limited.Root(number) == number)
            {
                clusters++;
                linked += limited.Size(number) > 1 ? 1 : 0;
                largest = Math.Max(largest, limited.Size(number));
            }

            if (whole is not null && whole.Root(number) == number && whole.Size(number) > mostRecords)
            {
                split++;
                splitRecords += whole.Size(number);
            }
        }

        return new ThresholdClusters
        {
            Threshold = threshold,
            ClusterCount = clusters,
            LinkedClusterCount = linked,
            LargestCluster = largest,
            RefusedLinks = refused,
            SplitClusters = split,
            SplitRecords = splitRecords,
        };
    }

    /// <summary>By root: the record with the least id of the set.</summary>
    private int[] Names(DisjointSets sets)
    {
        var names = new int[_places.Length];
        Array.Fill(names, -1);
        foreach (var number in _byPlace)
        {
            ref var name = ref names[sets.Root(number)];
            name = name < 0 ? number : name;
        }

        return names;
    }
}
