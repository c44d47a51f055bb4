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
    public void Cluster_BestMutualOverThreeDatasets_ChainsUnlessDuplicateFree()
    {
        using var session = MatchingSession.Open();
        // Every link is the best of both its ends towards the other's dataset, yet the chain holds two records of a and of c.
        Tables(session, ["a1", "a2", "b1", "c1", "c2"], [("a1", "b1", .99), ("b1", "c1", .98), ("a2", "c1", .97), ("a1", "c2", .96)]);

        var mutual = Run(new ClusterSettings { BestMutualOnly = true });
        var oneToOne = Run(new ClusterSettings { BestMutualOnly = true, DuplicateFree = Datasets });

        Assert.Single(mutual.Values.Distinct());
        Assert.Equal("a1", oneToOne["b1"]);
        Assert.Equal("a1", oneToOne["c1"]);
        Assert.Equal("a2", oneToOne["a2"]);
        Assert.Equal("c2", oneToOne["c2"]);

        Dictionary<string, string> Run(ClusterSettings settings) =>
            Assignment(session, Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), Datasets, settings, CancellationToken.None));
    }

    [Fact]
    public void Cluster_DuplicateFree_GivesTheSecondBestWhereTheBestIsTaken()
    {
        using var session = MatchingSession.Open();
        Tables(session, ["a1", "a2", "b1", "b2"], [("a1", "b1", .99), ("a2", "b1", .98), ("a2", "b2", .97)]);

        var free = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), ["a", "b"], new ClusterSettings { DuplicateFree = ["a", "b"] }, CancellationToken.None);
        var clusters = Assignment(session, free);

        Assert.Equal(("a1", "a2", 1), (clusters["b1"], clusters["b2"], free.RefusedLinks));
        var mutual = Clusterer.Cluster(
            session, new SqlName("link"), new SqlName("record"), ["a", "b"], new ClusterSettings { DuplicateFree = ["a", "b"], BestMutualOnly = true }, CancellationToken.None);
        Assert.Equal(["a1", "a2", "a1", "b2"], Assignment(session, mutual).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value));
    }

    [Fact]
    public void Cluster_IdsThatRepeatOverDatasets_StayApart()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "record", ["dataset", "record_id"], [["b", "1"], ["a", "1"], ["a", "2"], ["b", "2"]]);
        session.Execute("CREATE TABLE link AS SELECT 'b' AS left_dataset, '1' AS left_id, 'a' AS right_dataset, '2' AS right_id, .99 AS match_probability, 6.6 AS match_weight", CancellationToken.None);

        var result = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), ["b", "a"], new ClusterSettings(), CancellationToken.None);

        Assert.Equal(["a|1|0|1", "a|2|1|1", "b|1|1|1", "b|2|3|2"], MatchingSession.Rows(session, $"SELECT * FROM {result.Clusters} ORDER BY ALL"));
    }

    [Theory]
    [InlineData(1.5, null)]
    [InlineData(double.NaN, null)]
    [InlineData(.5, 1)]
    public void Cluster_SettingsOutOfRange_SaysSo(double threshold, int? limit)
    {
        using var session = MatchingSession.Open();
        Tables(session, ["a1"], []);
        Assert.Throws<MatchingInputException>(() => Clusterer.Cluster(
            session, new SqlName("link"), new SqlName("record"), ["a"], new ClusterSettings { Thresholds = [threshold], MaxClusterSize = limit }, CancellationToken.None));
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
