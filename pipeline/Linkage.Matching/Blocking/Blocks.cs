using Linkage.Matching.Normalise;

namespace Linkage.Matching.Blocking;

/// <summary>The blocks of one rule: records with equal keys, side by side. Blocks without a permitted pair are not among them.</summary>
internal sealed class Blocks
{
    private readonly int[] _records;
    private readonly List<(int Start, int End, long Pairs)> _blocks;

    private Blocks(int[] records, List<(int Start, int End, long Pairs)> blocks)
    {
        _records = records;
        _blocks = blocks;
    }

    /// <summary>Pairs the blocks hold.</summary>
    internal long Pairs { get; private set; }

    /// <summary>Pairs of the largest block.</summary>
    internal long Largest { get; private set; }

    /// <summary>Number of blocks.</summary>
    internal int Count => _blocks.Count;

    /// <summary>Records of a block, in the order of their numbers.</summary>
    internal ReadOnlySpan<int> RecordsOf(int block) => _records.AsSpan(_blocks[block].Start, _blocks[block].End - _blocks[block].Start);

    /// <summary>Permitted pairs of a block.</summary>
    internal long PairsOf(int block) => _blocks[block].Pairs;

    /// <summary>Sorts the records by key.</summary>
    internal static Blocks Of(ulong[] keys, RecordStore store)
    {
        var (sorted, records) = (new ulong[keys.Length], new int[keys.Length]);
        var count = 0;
        for (var rid = 0; rid < keys.Length; rid++)
        {
            if (keys[rid] != 0)
            {
                sorted[count] = keys[rid];
                records[count++] = rid;
            }
        }

        RadixSort.ByKey(ref sorted, ref records, count);
        var found = new List<(int, int, long)>();
        var (pairs, largest) = (0L, 0L);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start > 1 && PermittedPairs(records.AsSpan(start, end - start), store) is > 0 and var permitted)
            {
                found.Add((start, end, permitted));
                pairs += permitted;
                largest = Math.Max(largest, permitted);
            }

            start = end;
        }

        return new Blocks(records, found) { Pairs = pairs, Largest = largest };
    }

    /// <summary>Leaves out blocks that are too large by themselves, then the largest until the rest fit.</summary>
    /// <returns>How many were left out, and their pairs.</returns>
    internal (long Blocks, long Pairs) LeaveOut(long largestBlock, long allBlocks)
    {
        var (before, pairsBefore) = (_blocks.Count, Pairs);
        if (Largest > largestBlock || Pairs > allBlocks)
        {
            var running = 0L;
            var kept = new HashSet<int>(_blocks.OrderBy(b => b.Pairs).ThenBy(b => b.Start).TakeWhile(b => b.Pairs <= largestBlock && (running += b.Pairs) <= allBlocks).Select(b => b.Start));
            _blocks.RemoveAll(b => !kept.Contains(b.Start));
            Pairs = _blocks.Sum(b => b.Pairs);
        }

        return (before - _blocks.Count, pairsBefore - Pairs);
    }

    private static long PermittedPairs(ReadOnlySpan<int> block, RecordStore store)
    {
        Span<int> byDataset = stackalloc int[64];
        byDataset.Clear();
        var most = 0;
        foreach (var rid in block)
        {
            var dataset = store.Datasets[rid];
            byDataset[dataset]++;
            most = Math.Max(most, dataset);
        }

        var pairs = 0L;
        for (var a = 0; a <= most; a++)
        {
            for (var b = a; b <= most && byDataset[a] > 0; b++)
            {
                if (((store.Partners[a] >> b) & 1) == 1)
                {
                    pairs += a == b ? (long)byDataset[a] * (byDataset[a] - 1) / 2 : (long)byDataset[a] * byDataset[b];
                }
            }
        }

        return pairs;
    }
}
