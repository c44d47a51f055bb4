namespace Linkage.Pipeline.Release.Generalise;

/// <summary>
/// Finds the combination of levels (a node of the lattice) that loses least of those that leave out few enough people. The loss is the one of Sweeney's Prec: the mean of level over height.
/// Among nodes of one loss the one that leaves out fewest is taken, then the one whose first columns are finest. Where no node leaves out few enough, the one that leaves out fewest is taken.
/// </summary>
/// <param name="columns">For each column the least level it may have, and its height: the highest.</param>
/// <param name="count">How many people a node leaves out.</param>
internal sealed class LatticeSearch(IReadOnlyList<(int Least, int Height)> columns, Func<IReadOnlyList<int>, NodeCount> count)
{
    /// <summary>More nodes are not tried: what cannot be searched is refused.</summary>
    internal const long MostNodes = 4096;

    // Where one of the first nodes will do, looking ahead costs more than it saves.
    private const int NodesBeforeLookingAhead = 12;

    private readonly Dictionary<string, NodeCount> _counted = new(StringComparer.Ordinal);

    /// <summary>How many nodes there are.</summary>
    internal static long SizeOf(IReadOnlyList<(int Least, int Height)> columns) => columns.Aggregate(1L, (size, c) => Math.Min(long.MaxValue / 64, size * (c.Height - c.Least + 1)));

    /// <summary>The chosen node.</summary>
    /// <param name="most">Most people who may be left out.</param>
    internal ChosenNode Find(long most)
    {
        var unit = columns.Aggregate(1L, (multiple, c) => Multiple(multiple, Math.Max(1, c.Height)));
        var tiers = Nodes().GroupBy(node => LossOf(node, unit)).OrderBy(tier => tier.Key).Select(tier => (Loss: tier.Key, Nodes: tier.OrderBy(n => n, Lexical).ToList())).ToList();
        foreach (var (loss, nodes) in tiers)
        {
            var fit = nodes.Where(node => !IsHopeless(node, most)).Select(node => (Node: node, Count: CountOf(node))).Where(n => n.Count.LeftOut <= most).ToList();
            if (fit.Count > 0)
            {
                return Chosen(fit.MinBy(n => n.Count.LeftOut).Node, loss, unit);
            }
        }

        // A node that was passed over leaves out more than would do, but perhaps fewer than any other.
        (int[] Node, long Loss)? best = null;
        var fewest = long.MaxValue;
        foreach (var (loss, nodes) in tiers)
        {
            foreach (var node in nodes.Where(node => _counted.ContainsKey(KeyOf(node)) || fewest == long.MaxValue || !IsHopeless(node, fewest - 1)))
            {
                if (CountOf(node).LeftOut < fewest)
                {
                    (best, fewest) = ((node, loss), CountOf(node).LeftOut);
                }
            }
        }

        return Chosen(best!.Value.Node, best.Value.Loss, unit);
    }

    private static readonly Comparer<int[]> Lexical = Comparer<int[]>.Create((a, b) => a.Zip(b).Select(p => p.First.CompareTo(p.Second)).FirstOrDefault(c => c != 0));

    private ChosenNode Chosen(int[] node, long loss, long unit) => new(node, columns.Count == 0 ? 0 : (decimal)loss / (unit * columns.Count), _counted.Count, SizeOf(columns));

    // Who is in a group of too few in a node is so in every finer one: a node is hopeless when one of the coarser nodes that keep two of its columns and hide the others is.
    private bool IsHopeless(int[] node, long most)
    {
        if (_counted.Count < NodesBeforeLookingAhead || columns.Count < 3)
        {
            return false;
        }

        for (var first = 0; first < node.Length; first++)
        {
            for (var second = first; second < node.Length; second++)
            {
                int[] coarser = [.. node.Select((level, column) => column == first || column == second ? level : columns[column].Height)];
                if (CountOf(coarser).BelowK > most)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private NodeCount CountOf(int[] node)
    {
        var key = KeyOf(node);
        if (!_counted.TryGetValue(key, out var counted))
        {
            counted = count(node);
            _counted.Add(key, counted);
        }

        return counted;
    }

    private IEnumerable<int[]> Nodes() => columns.Aggregate(
        (IEnumerable<int[]>)[[]], (nodes, column) => nodes.SelectMany(node => Enumerable.Range(column.Least, column.Height - column.Least + 1).Select(level => (int[])[.. node, level])));

    private long LossOf(int[] node, long unit) => node.Zip(columns, (level, column) => column.Height == 0 ? 0 : unit / column.Height * level).Sum();

    private static string KeyOf(int[] node) => string.Join(',', node);

    private static long Multiple(long a, long b)
    {
        var (x, y) = (a, b);
        while (y > 0)
        {
            (x, y) = (y, x % y);
        }

        return a / x * b;
    }
}

/// <summary>How many people a node leaves out.</summary>
/// <param name="BelowK">People in groups of too few.</param>
/// <param name="Homogeneous">People in larger groups that share a value.</param>
internal sealed record NodeCount(long BelowK, long Homogeneous)
{
    internal long LeftOut => BelowK + Homogeneous;
}

/// <summary>The node that was chosen.</summary>
/// <param name="Levels">The level of each column.</param>
/// <param name="Loss">From 0, where nothing is lost, to 1, where every column is hidden.</param>
/// <param name="Tried">Nodes that were counted.</param>
/// <param name="Nodes">Nodes there are.</param>
internal sealed record ChosenNode(IReadOnlyList<int> Levels, decimal Loss, int Tried, long Nodes);
