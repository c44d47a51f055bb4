using System.Globalization;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Clustering;

/// <summary>A random graph of records and links with many ties, and what plain, slow code makes of it. A record's first letter is its dataset.</summary>
internal sealed class ClusterGraph
{
#pragma warning disable RS0030, CA5394 // Seeded, and the seed is in the test's name.
    internal ClusterGraph(int seed, int records, int links, int datasets = 3)
    {
        var random = new Random(seed);
        Datasets = [.. "abcdefgh"[..datasets].Select(c => c.ToString())];
        Records = [.. Enumerable.Range(0, records).Select(i => $"{Datasets[random.Next(datasets)]}{random.Next(100)}-{i}").Order(StringComparer.Ordinal)];
        Links =
        [
            .. Enumerable.Range(0, links)
                .Select(_ => (Left: Records[random.Next(records)], Right: Records[random.Next(records)], Probability: random.Next(1, 21) / 20.0))
                .Where(l => l.Left != l.Right)
                .Select(l => string.CompareOrdinal(l.Left, l.Right) < 0 ? l : (l.Right, l.Left, l.Probability)),
        ];
    }

    /// <summary>The same graph, its rows in another order, its links turned round, its datasets in another order.</summary>
    internal ClusterGraph Shuffled(int seed)
    {
        var random = new Random(seed);
        return new ClusterGraph(
            [.. Datasets.OrderBy(_ => random.Next())],
            [.. Records.OrderBy(_ => random.Next())],
            [.. Links.OrderBy(_ => random.Next()).Select(l => random.Next(2) == 0 ? l : (l.Right, l.Left, l.Probability))]);
    }
#pragma warning restore RS0030, CA5394

    internal ClusterGraph(IReadOnlyList<string> datasets, IReadOnlyList<string> records, IReadOnlyList<(string Left, string Right, double Probability)> links) =>
        (Datasets, Records, Links) = (datasets, records, links);

    internal IReadOnlyList<string> Datasets { get; }

    internal IReadOnlyList<string> Records { get; }

    internal IReadOnlyList<(string Left, string Right, double Probability)> Links { get; }

    /// <summary>Runs the clusterer and reads its result: cluster id by record.</summary>
    internal (ClusterResult Result, Dictionary<string, string> Clusters, IReadOnlyList<string> ByThreshold) Run(ClusterSettings settings, int threads = 2)
    {
        using var session = MatchingSession.Open(threads);
        Tables(session);
        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), Datasets, settings, CancellationToken.None);
        var clusters = session.Query($"SELECT record_id, cluster_id FROM {result.Clusters}", r => (r.GetString(0), r.GetString(1)), CancellationToken.None);
        Assert.Equal(Records.Order(StringComparer.Ordinal), clusters.Select(c => c.Item1).Order(StringComparer.Ordinal));
        var steps = MatchingSession.Rows(
            session, $"SELECT threshold, record_id, cluster_id, cluster_number FROM {result.ClustersByThreshold} ORDER BY threshold DESC, record_id");
        return (result, clusters.ToDictionary(c => c.Item1, c => c.Item2, StringComparer.Ordinal), steps);
    }

    /// <summary>Makes tables record and link.</summary>
    internal void Tables(DuckSession session)
    {
        MatchingSession.Table(session, "record", ["dataset", "record_id"], Records.Select(r => new[] { r[..1], r }));
        MatchingSession.Table(
            session,
            "link_text",
            ["left_dataset", "left_id", "right_dataset", "right_id", "p"],
            Links.Select(l => new[] { l.Left[..1], l.Left, l.Right[..1], l.Right, l.Probability.ToString("R", CultureInfo.InvariantCulture) }));
        session.Execute("CREATE TABLE link AS SELECT * EXCLUDE p, p::DOUBLE AS match_probability, log2(p::DOUBLE / (1.0000001 - p::DOUBLE)) AS match_weight FROM link_text", CancellationToken.None);
    }

    /// <summary>
    /// The slow way: sets of names, merged one link at a time from the strongest where every two of the merged set may meet; then each set that is too
    /// large loses the last link that made it, until all parts fit.
    /// </summary>
    internal Dictionary<string, string> Plain(double threshold, Func<string, string, bool> mayMeet, int limit = int.MaxValue)
    {
        var sets = Records.Select(r => (Names: new List<string> { r }, Tree: new List<(string Left, string Right)>())).ToList();
        foreach (var (left, right, _) in Links.Where(l => l.Probability >= threshold).OrderByDescending(l => l.Probability)
            .ThenBy(l => Least(l.Left, l.Right), StringComparer.Ordinal).ThenBy(l => Least(l.Right, l.Left) == l.Left ? l.Right : l.Left, StringComparer.Ordinal))
        {
            var (a, b) = (sets.Find(s => s.Names.Contains(left)), sets.Find(s => s.Names.Contains(right)));
            if (a != b && a.Names.All(x => b.Names.All(y => mayMeet(x, y))))
            {
                sets.Remove(a);
                sets.Remove(b);
                sets.Add(([.. a.Names, .. b.Names], [.. Merge(a.Tree, b.Tree), (left, right)]));
            }
        }

        var clusters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            Settle(set.Names, set.Tree, limit, clusters);
        }

        return clusters;
    }

    private static string Least(string a, string b) => string.CompareOrdinal(a, b) < 0 ? a : b;

    /// <summary>Tree links in the order they were made: of two trees the order does not matter, for only the last link of a set is ever cut.</summary>
    private static IEnumerable<(string, string)> Merge(List<(string, string)> a, List<(string, string)> b) => a.Concat(b);

    private static void Settle(List<string> names, List<(string Left, string Right)> tree, int limit, Dictionary<string, string> clusters)
    {
        if (names.Count <= limit)
        {
            var id = names.Min(StringComparer.Ordinal)!;
            names.ForEach(n => clusters[n] = id);
            return;
        }

        var rest = tree[..^1];
        foreach (var end in new[] { tree[^1].Left, tree[^1].Right })
        {
            var part = new HashSet<string>(StringComparer.Ordinal) { end };
            while (rest.Any(l => part.Contains(l.Left) != part.Contains(l.Right)))
            {
                foreach (var (left, right) in rest.Where(l => part.Contains(l.Left) || part.Contains(l.Right)))
                {
                    part.Add(left);
                    part.Add(right);
                }
            }

            Settle([.. names.Where(part.Contains)], [.. rest.Where(l => part.Contains(l.Left))], limit, clusters);
        }
    }
}
