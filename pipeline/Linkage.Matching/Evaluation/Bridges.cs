namespace Linkage.Matching.Evaluation;

/// <summary>Bridges of an undirected graph: edges without which a component falls in two (Tarjan 1974). Time and memory grow with nodes and edges.</summary>
internal static class Bridges
{
    /// <summary>Finds the bridges.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="left">One end of each edge.</param>
    /// <param name="right">The other end.</param>
    /// <returns>By edge: 0 for an edge in a circle, else the nodes on one side of the bridge.</returns>
    internal static int[] Of(int nodes, IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var (starts, incident) = Incidence(nodes, left, right);
        var (order, low, size) = (new int[nodes], new int[nodes], new int[nodes]);
        var (entered, next) = (new int[nodes], new int[nodes]);
        var (bridges, path) = (new int[left.Count], new Stack<int>());
        var visited = 0;
        for (var root = 0; root < nodes; root++)
        {
            if (order[root] > 0)
            {
                continue;
            }

            Enter(root, -1);
            while (path.TryPeek(out var node))
            {
                if (next[node] < starts[node + 1])
                {
                    var edge = incident[next[node]++];
                    var other = left[edge] == node ? right[edge] : left[edge];
                    if (edge == entered[node])
                    {
                        continue;
                    }

                    if (order[other] == 0)
                    {
                        Enter(other, edge);
                    }
                    else
                    {
                        low[node] = Math.Min(low[node], order[other]);
                    }
                }
                else
                {
                    path.Pop();
                    if (path.TryPeek(out var parent))
                    {
                        low[parent] = Math.Min(low[parent], low[node]);
                        size[parent] += size[node];
                        bridges[entered[node]] = low[node] > order[parent] ? size[node] : 0;
                    }
                }
            }
        }

        return bridges;

        void Enter(int node, int edge)
        {
            (order[node], low[node], size[node]) = (++visited, visited, 1);
            (entered[node], next[node]) = (edge, starts[node]);
            path.Push(node);
        }
    }

    /// <summary>The edges of each node, side by side.</summary>
    private static (int[] Starts, int[] Incident) Incidence(int nodes, IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var starts = new int[nodes + 1];
        for (var e = 0; e < left.Count; e++)
        {
            starts[left[e] + 1]++;
            starts[right[e] + 1]++;
        }

        for (var n = 0; n < nodes; n++)
        {
            starts[n + 1] += starts[n];
        }

        var (incident, at) = (new int[left.Count * 2], starts[..nodes]);
        for (var e = 0; e < left.Count; e++)
        {
            incident[at[left[e]]++] = e;
            incident[at[right[e]]++] = e;
        }

        return (starts, incident);
    }
}
