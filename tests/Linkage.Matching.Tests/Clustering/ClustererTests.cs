using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Clustering;

public sealed class ClustererTests
{
    private static readonly string[] Datasets = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Cluster_RandomLinks_AreTheConnectedComponents(int seed)
    {
        using var session = MatchingSession.Open();
        var (records, links) = Graph(session, seed, 400, 260);

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), Datasets, new ClusterSettings { MinimumProbability = .5 }, CancellationToken.None);

        var actual = Assignment(session, result);
        var expected = Components(records, links.Where(l => l.Probability >= .5).Select(l => (l.Left, l.Right)));
        Assert.Equal(expected, actual);
        Assert.Equal(expected.Values.Distinct().Count(), result.ClusterCount);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Cluster_ForbiddenPair_NeverMeetsThroughAChain(int seed)
    {
        using var session = MatchingSession.Open();
        var (_, links) = Graph(session, seed, 300, 600);
        var settings = new ClusterSettings { MinimumProbability = .1, PermittedPairs = [new("a", "b"), new("b", "c")] };

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), Datasets, settings, CancellationToken.None);

        Assert.True(links.Count > 0 && result.RefusedLinks > 0, $"seed {seed}");
        foreach (var cluster in Assignment(session, result).GroupBy(r => r.Value))
        {
            var held = cluster.Select(r => r.Key[..1]).ToHashSet(StringComparer.Ordinal);
            Assert.False(held.Contains("a") && held.Contains("c"), $"seed {seed}: {cluster.Key}");
        }
    }

    [Fact]
    public void Cluster_DuplicateFreeDatasets_HoldOneRecordEach()
    {
        using var session = MatchingSession.Open();
        Graph(session, 21, 300, 500);
        var settings = new ClusterSettings { MinimumProbability = .1, DuplicateFree = Datasets };

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), Datasets, settings, CancellationToken.None);

        Assert.All(Assignment(session, result).GroupBy(r => r.Value), cluster => Assert.Equal(cluster.Count(), cluster.Select(r => r.Key[..1]).Distinct().Count()));
    }

    [Fact]
    public void Cluster_BestMutualOnly_KeepsTheBestOfBoth()
    {
        using var session = MatchingSession.Open();
        Tables(session, ["a1", "a2", "b1", "b2"], [("a1", "b1", .99), ("a1", "b2", .97), ("a2", "b1", .98)]);

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), ["a", "b"], new ClusterSettings { BestMutualOnly = true }, CancellationToken.None);

        var clusters = Assignment(session, result);
        Assert.Equal(clusters["a1"], clusters["b1"]);
        Assert.Equal(3, clusters.Values.Distinct().Count());
    }

    [Fact]
    public void Cluster_SomeDatasets_LooksAtNoOther()
    {
        using var session = MatchingSession.Open();
        Tables(session, ["a1", "b1", "c1"], [("a1", "b1", .99), ("b1", "c1", .99)]);

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), ["a", "c"], new ClusterSettings(), CancellationToken.None);

        Assert.Equal(["a1", "c1"], Assignment(session, result).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, result.ClusterCount);
        Assert.Equal(0, result.LinkedClusterCount);
    }

    [Fact]
    public void Cluster_NoRecords_IsEmpty()
    {
        using var session = MatchingSession.Open();
        Tables(session, [], []);

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), ["a"], new ClusterSettings(), CancellationToken.None);

        Assert.Equal((0, 0, 0), (result.RecordCount, result.ClusterCount, result.LargestCluster));
    }

    private static (List<string> Records, List<(string Left, string Right, double Probability)> Links) Graph(DuckSession session, int seed, int records, int links)
    {
#pragma warning disable RS0030, CA5394 // Seeded, and the seed is in the test's name.
        var random = new Random(seed);
        var names = Enumerable.Range(0, records).Select(i => $"{Datasets[random.Next(3)]}{i:000}").ToList();
        var drawn = Enumerable.Range(0, links)
            .Select(_ => (Left: names[random.Next(records)], Right: names[random.Next(records)], Probability: random.Next(1, 1_000) / 1_000.0))
            .Where(l => l.Left != l.Right)
            .ToList();
#pragma warning restore RS0030, CA5394
        Tables(session, names, drawn);
        return (names, drawn);
    }

    private static void Tables(DuckSession session, IEnumerable<string> records, IEnumerable<(string Left, string Right, double Probability)> links)
    {
        MatchingSession.Table(session, "record", ["dataset", "record_id"], records.Select(r => new[] { r[..1], r }));
        session.Execute("CREATE TABLE link (left_dataset VARCHAR, left_id VARCHAR, right_dataset VARCHAR, right_id VARCHAR, match_probability DOUBLE, match_weight DOUBLE)", CancellationToken.None);
        foreach (var (left, right, probability) in links)
        {
            session.Execute("INSERT INTO link VALUES ($1, $2, $3, $4, $5, $6)", [left[..1], left, right[..1], right, probability, Math.Log2(probability / (1 - probability))], CancellationToken.None);
        }
    }

    private static Dictionary<string, string> Assignment(DuckSession session, ClusterResult result) =>
        session.Query($"SELECT record_id, cluster_id FROM {result.Clusters}", r => (r.GetString(0), r.GetString(1)), CancellationToken.None)
            .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);

    /// <summary>The oracle: spreads the least name over the links until nothing changes.</summary>
    private static Dictionary<string, string> Components(List<string> records, IEnumerable<(string Left, string Right)> links)
    {
        var label = records.ToDictionary(r => r, r => r, StringComparer.Ordinal);
        var edges = links.ToList();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (left, right) in edges)
            {
                var least = string.CompareOrdinal(label[left], label[right]) < 0 ? label[left] : label[right];
                changed |= label[left] != least || label[right] != least;
                label[left] = label[right] = least;
            }
        }

        return label;
    }
}
