using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Sizes and graphs of clusters.</summary>
internal sealed class ClusterShapeMeasure
{
    private readonly EvaluationTables _tables;
    private readonly SqlName _clusters;
    private readonly int[] _clusterOf;
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];
    private readonly List<double> _weights = [];
    private long _between;

    private ClusterShapeMeasure(EvaluationTables tables, SqlName clusters, CancellationToken cancellationToken)
    {
        (_tables, _clusters) = (tables, clusters);
        var session = tables.Session;
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE lnk_eval_node AS SELECT x.rid, CAST(c.cluster_number AS INTEGER) AS cluster FROM {clusters} c JOIN lnk_eval_record x ON x.dataset = c.dataset AND x.record_id = c.record_id",
            cancellationToken);
        _clusterOf = new int[1 + session.Scalar<int>("SELECT coalesce(max(rid), -1) FROM lnk_eval_record", cancellationToken)];
        Array.Fill(_clusterOf, -1);
        session.Read("SELECT rid, cluster FROM lnk_eval_node", r => _clusterOf[r.GetInt32(0)] = r.GetInt32(1), cancellationToken);
        session.Read(
            EvaluationTables.Text("cluster_edges", ("threshold", string.Create(CultureInfo.InvariantCulture, $"{Threshold:R}::DOUBLE"))),
            r =>
            {
                if (r.GetBoolean(3))
                {
                    _left.Add(r.GetInt32(0));
                    _right.Add(r.GetInt32(1));
                    _weights.Add(r.GetDouble(2));
                }
                else
                {
                    _between++;
                }
            },
            cancellationToken);
    }

    private double Threshold => _tables.Request.ClusterThreshold ?? _tables.Request.Threshold;

    internal static ClusterShape Measure(EvaluationTables tables, SqlName clusters, CancellationToken cancellationToken) =>
        new ClusterShapeMeasure(tables, clusters, cancellationToken).Measure(cancellationToken);

    private ClusterShape Measure(CancellationToken cancellationToken)
    {
        var clusters = _clusterOf.Length == 0 ? 0 : 1 + _clusterOf.Max();
        var (nodes, edges, bridges) = (new int[clusters], new int[clusters], new int[clusters]);
        foreach (var cluster in _clusterOf.Where(c => c >= 0))
        {
            nodes[cluster]++;
        }

        var sides = Bridges.Of(_clusterOf.Length, _left, _right);
        var cuts = new List<int>();
        for (var e = 0; e < sides.Length; e++)
        {
            var cluster = _clusterOf[_left[e]];
            edges[cluster]++;
            if (sides[e] > 0 && nodes[cluster] > 2)
            {
                bridges[cluster]++;
                cuts.Add(e);
            }
        }

        var listed = _tables.Request.Listed;
        var loosest = Enumerable.Range(0, clusters).Where(c => nodes[c] > 2)
            .OrderBy(c => edges[c] / (nodes[c] * (nodes[c] - 1.0))).ThenByDescending(c => nodes[c]).ThenBy(c => c).Take(listed).ToList();
        var weakest = cuts.OrderBy(e => _weights[e]).ThenBy(e => _left[e]).ThenBy(e => _right[e]).Take(listed).ToList();
        var names = Names([.. loosest.Concat(weakest.Select(e => _clusterOf[_left[e]]))], cancellationToken);
        var ids = RecordNames.Of(_tables.Session, weakest.SelectMany(e => new[] { _left[e], _right[e] }), cancellationToken);
        return new ClusterShape
        {
            Threshold = Threshold,
            Records = nodes.Sum(n => (long)n),
            Clusters = nodes.Count(n => n > 0),
            LinkedClusters = nodes.Count(n => n > 1),
            LargestCluster = clusters == 0 ? 0 : nodes.Max(),
            Edges = _left.Count,
            EdgesBetweenClusters = _between,
            Bridges = cuts.Count,
            ClustersWithBridges = bridges.Count(b => b > 0),
            Sizes = Bins(nodes, edges, bridges),
            Loosest = [.. loosest.Select(c => new ClusterGraph(names[c], nodes[c], edges[c], bridges[c]))],
            WeakestBridges = [.. weakest.Select(e => (Edge: e, Cluster: _clusterOf[_left[e]])).Select(b => new ClusterBridge(
                names[b.Cluster],
                ids[_left[b.Edge]].Dataset,
                ids[_left[b.Edge]].Id,
                ids[_right[b.Edge]].Dataset,
                ids[_right[b.Edge]].Id,
                _weights[b.Edge],
                Math.Min(sides[b.Edge], nodes[b.Cluster] - sides[b.Edge]),
                nodes[b.Cluster]))],
        };
    }

    private static IReadOnlyList<ClusterSizeBin> Bins(int[] nodes, int[] edges, int[] bridges)
    {
        var bins = new SortedDictionary<long, ClusterSizeBin>();
        for (var c = 0; c < nodes.Length; c++)
        {
            if (nodes[c] > 0)
            {
                var (from, to) = BinOf(nodes[c]);
                var bin = bins.GetValueOrDefault(from) ?? new ClusterSizeBin(from, to, 0, 0, 0, 0, 0);
                bins[from] = bin with
                {
                    Clusters = bin.Clusters + 1,
                    Records = bin.Records + nodes[c],
                    Edges = bin.Edges + edges[c],
                    PossibleEdges = bin.PossibleEdges + (long)nodes[c] * (nodes[c] - 1) / 2,
                    Bridges = bin.Bridges + bridges[c],
                };
            }
        }

        return [.. bins.Values];
    }

    /// <summary>Sizes 1 to 10 one by one, then 11 to 20, 21 to 50, 51 to 100, 101 to 200 and so on.</summary>
    private static (long From, long To) BinOf(long size)
    {
        if (size <= 10)
        {
            return (size, size);
        }

        for (var (tens, from) = (10L, 11L); ; tens *= 10)
        {
            foreach (var to in new[] { 2 * tens, 5 * tens, 10 * tens })
            {
                if (size <= to)
                {
                    return (from, to);
                }

                from = to + 1;
            }
        }
    }

    private Dictionary<int, string> Names(IReadOnlyList<int> clusters, CancellationToken cancellationToken) => clusters.Count == 0
        ? []
        : _tables.Session.Query(
            $"SELECT CAST(cluster_number AS INTEGER), min(cluster_id)::VARCHAR FROM {_clusters} WHERE cluster_number IN ({string.Join(", ", clusters.Distinct().Select(c => c.ToString(CultureInfo.InvariantCulture)))}) GROUP BY 1",
            r => (Number: r.GetInt32(0), Name: r.GetString(1)),
            cancellationToken).ToDictionary(c => c.Number, c => c.Name);
}
