using Linkage.Matching.Clustering;

namespace Linkage.Matching.Tests.Clustering;

/// <summary>What holds of clusters whatever the links, on random graphs full of ties; the seed is in the test's name.</summary>
public sealed class ClusterPropertyTests
{
    private static readonly double[] Ladder = [.9, .3, .6, .75, .3];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_Unconstrained_AgreesWithRepeatedMergingAtEveryThreshold(int seed)
    {
        var graph = new ClusterGraph(seed, 120, 40 + 15 * seed);

        var (result, clusters, steps) = graph.Run(new ClusterSettings { MinimumProbability = .5, Thresholds = Ladder });

        Assert.Equal(graph.Plain(.5, (_, _) => true), clusters);
        Assert.Equal([.9, .75, .6, .5, .3], result.Thresholds.Select(t => t.Threshold));
        foreach (var step in result.Thresholds)
        {
            var expected = graph.Plain(step.Threshold, (_, _) => true);
            Assert.Equal(expected, At(steps, step.Threshold));
            var sizes = expected.Values.CountBy(c => c).Select(c => c.Value).ToList();
            Assert.Equal((sizes.Count, sizes.Count(s => s > 1), sizes.Max(), 0), (step.ClusterCount, step.LinkedClusterCount, step.LargestCluster, step.RefusedLinks));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_Constrained_AgreesWithRepeatedMergingAtEveryThreshold(int seed)
    {
        var graph = new ClusterGraph(seed, 90, 40 + 15 * seed, datasets: 4);
        var settings = new ClusterSettings { MinimumProbability = .3, Thresholds = Ladder, PermittedPairs = [new("a", "b"), new("c", "b"), new("d", "a"), new("b", "d")], DuplicateFree = ["d", "c"] };

        var (_, clusters, steps) = graph.Run(settings);

        Assert.Equal(graph.Plain(.3, MayMeet), clusters);
        foreach (var threshold in Ladder)
        {
            Assert.Equal(graph.Plain(threshold, MayMeet), At(steps, threshold));
        }

        foreach (var held in clusters.GroupBy(c => c.Value, c => c.Key[0]).Select(g => g.ToList()))
        {
            Assert.False(held.Contains('c') && (held.Contains('a') || held.Contains('d')));
            Assert.True(held.Count(d => d == 'd') <= 1 && held.Count(d => d == 'c') <= 1);
        }

        static bool MayMeet(string x, string y) => (x[0], y[0]) is not (('c', 'c') or ('d', 'd') or ('a', 'c') or ('c', 'a') or ('c', 'd') or ('d', 'c'));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_WithALimit_CutsTheWeakestLinksUntilPartsFit(int seed)
    {
        var graph = new ClusterGraph(seed, 100, 60 + 20 * seed);
        var limit = 2 + seed % 6;
        var settings = new ClusterSettings { MinimumProbability = .2, Thresholds = Ladder, MaxClusterSize = limit, DuplicateFree = seed % 2 == 0 ? ["c"] : [] };

        var (result, clusters, steps) = graph.Run(settings);

        Assert.Equal(graph.Plain(.2, MayMeet, limit), clusters);
        Assert.Equal(graph.Plain(.75, MayMeet, limit), At(steps, .75));
        Assert.True(result.LargestCluster <= limit);
        var whole = graph.Plain(.2, MayMeet).GroupBy(r => r.Value, r => r.Key).Where(g => g.Count() > limit).Select(g => g.ToHashSet()).ToList();
        Assert.Equal((whole.Count, whole.Sum(w => w.Count)), (result.SplitClusters, result.SplitRecords));
        Assert.Equal(
            graph.Links.Count(l => l.Probability >= .2 && clusters[l.Left] != clusters[l.Right] && whole.Exists(w => w.Contains(l.Left) && w.Contains(l.Right))), result.CutLinks);
        Assert.True(whole.Count > 0, "nothing was too large");

        bool MayMeet(string x, string y) => seed % 2 != 0 || (x[0], y[0]) is not ('c', 'c');
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_OtherOrderOfRowsLinksAndDatasets_IsTheSame(int seed)
    {
        var graph = new ClusterGraph(seed, 150, 300, datasets: 4);
        var settings = new ClusterSettings
        {
            MinimumProbability = .25,
            Thresholds = Ladder,
            PermittedPairs = [new("a", "b"), new("b", "c"), new("c", "d"), new("a", "c")],
            DuplicateFree = ["a"],
            BestMutualOnly = seed % 3 == 0,
            MaxClusterSize = seed % 2 == 0 ? 5 : null,
        };

        var first = graph.Run(settings);
        var second = graph.Shuffled(seed + 1000).Run(settings with { DuplicateFree = ["a", "a"] }, threads: 1);

        Assert.Equal(first.ByThreshold, second.ByThreshold);
        Assert.Equal(first.Clusters, second.Clusters);
        Assert.Equal(
            (first.Result.RefusedLinks, first.Result.CutLinks, first.Result.SplitClusters), (second.Result.RefusedLinks, second.Result.CutLinks, second.Result.SplitClusters));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_HigherThreshold_OnlyRefines(int seed)
    {
        var (result, _, steps) = new ClusterGraph(seed, 150, 260).Run(new ClusterSettings { MinimumProbability = .05, Thresholds = [.. Enumerable.Range(1, 20).Select(i => i / 20.0)], MaxClusterSize = seed % 2 == 0 ? 9 : null });

        foreach (var (high, low) in result.Thresholds.Zip(result.Thresholds.Skip(1)))
        {
            var (fine, coarse) = (At(steps, high.Threshold), At(steps, low.Threshold));
            Assert.All(fine.GroupBy(r => r.Value, r => coarse[r.Key]), cluster => Assert.Single(cluster.Distinct()));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cluster_OneThresholdOfSeveral_IsAsARunOfItsOwn(int seed)
    {
        var graph = new ClusterGraph(seed, 120, 240, datasets: 4);
        var settings = new ClusterSettings
        {
            MinimumProbability = .1,
            Thresholds = Ladder,
            BestMutualOnly = seed % 2 == 0,
            DuplicateFree = seed % 3 == 0 ? ["a", "b"] : [],
            PermittedPairs = seed % 3 == 1 ? [new("a", "b"), new("b", "c"), new("d", "d")] : null,
            MaxClusterSize = seed % 4 == 0 ? 3 : null,
        };

        var several = graph.Run(settings);

        foreach (var step in several.Result.Thresholds)
        {
            var (alone, clusters, _) = graph.Run(settings with { MinimumProbability = step.Threshold, Thresholds = [] });
            Assert.Equal(clusters, At(several.ByThreshold, step.Threshold));
            Assert.Equal(alone.Thresholds, [step]);
        }
    }

    [Fact]
    public void Cluster_EveryRecordLinkedToEvery_IsOneClusterOrPartsThatFit()
    {
        string[] records = [.. Enumerable.Range(0, 40).Select(i => $"a{i:00}")];
        var graph = new ClusterGraph(["a"], records, [.. records.SelectMany((l, i) => records.Skip(i + 1).Select(r => (l, r, 1.0)))]);

        Assert.Equal(40, graph.Run(new ClusterSettings()).Result.LargestCluster);
        var (limited, clusters, _) = graph.Run(new ClusterSettings { MaxClusterSize = 7 });

        Assert.Equal((1, 40, 7), (limited.SplitClusters, limited.SplitRecords, limited.LargestCluster));
        Assert.Equal(graph.Links.Count(l => clusters[l.Left] != clusters[l.Right]), limited.CutLinks);
    }

    private static Dictionary<string, string> At(IReadOnlyList<string> steps, double threshold)
    {
        var bits = BitConverter.DoubleToInt64Bits(threshold).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        return steps.Select(s => s.Split('|')).Where(s => s[0] == bits).ToDictionary(s => s[1], s => s[2], StringComparer.Ordinal);
    }
}
