using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Tests.Evaluation;

public sealed class BridgesTests
{
    [Fact]
    public void Of_RandomGraphs_AreTheEdgesThatPartAComponent()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var nodes = random.Next(1, 14);
            var edges = Enumerable.Range(0, nodes).SelectMany(l => Enumerable.Range(l + 1, nodes - l - 1).Select(r => (L: l, R: r)))
                .Where(_ => random.Next(nodes) < 2).OrderBy(_ => random.Next()).ToList();

            var sides = Bridges.Of(nodes, [.. edges.Select(e => e.L)], [.. edges.Select(e => e.R)]);

            for (var e = 0; e < edges.Count; e++)
            {
                var others = edges.Where((_, i) => i != e).ToList();
                var (left, right) = (Reached(edges[e].L, others), Reached(edges[e].R, others));
                var expected = left.Contains(edges[e].R) ? [0] : new[] { left.Count, right.Count };
                Assert.True(expected.Contains(sides[e]), $"seed {seed}, edge {edges[e]}: {sides[e]} instead of {string.Join(" or ", expected)}");
            }
        }
    }

    [Fact]
    public void Of_ALongChain_DoesNotOverflow()
    {
        const int Nodes = 300_000;

        var sides = Bridges.Of(Nodes, [.. Enumerable.Range(0, Nodes - 1)], [.. Enumerable.Range(1, Nodes - 1)]);

        Assert.Equal(Nodes - 1, sides[0]);
        Assert.Equal(1, sides[^1]);
    }

    private static HashSet<int> Reached(int from, List<(int L, int R)> edges)
    {
        var reached = new HashSet<int> { from };
        while (edges.Any(e => reached.Contains(e.L) != reached.Contains(e.R)))
        {
            foreach (var (l, r) in edges.Where(e => reached.Contains(e.L) != reached.Contains(e.R)).ToList())
            {
                reached.Add(l);
                reached.Add(r);
            }
        }

        return reached;
    }
}
