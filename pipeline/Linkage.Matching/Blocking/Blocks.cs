using Linkage.Matching.Normalise;

namespace Linkage.Matching.Blocking;

/// <summary>
/// The blocks of one rule: records with equal keys, side by side. Blocks without a permitted pair are not among them. A record has one key, or several
/// where the rule takes a list apart.
/// </summary>
internal sealed class Blocks
{
    /// <summary>How many of the largest blocks are remembered.</summary>
    private const int Remembered = 5;

    private readonly int[] _records;
    private readonly List<(int Start, int End, long Pairs)> _blocks;

    private Blocks(int[] records, List<(int Start, int End, long Pairs)> blocks)
    {
        _records = records;
        _blocks = blocks;
    }

    /// <summary>Pairs the blocks hold; a pair that shares several elements of a list counts several times.</summary>
    internal long Pairs { get; private set; }

    /// <summary>Pairs of the largest block.</summary>
    internal long Largest { get; private set; }

    /// <summary>The largest blocks, also those left out later, largest first.</summary>
    internal IReadOnlyList<Big> LargestBlocks { get; private set; } = [];

    /// <summary>Whether a record can be in several blocks.</summary>
    internal bool IsExploded { get; private init; }

    /// <summary>Number of blocks.</summary>
    internal int Count => _blocks.Count;

    /// <summary>Records of a block, in the order of their numbers.</summary>
    internal ReadOnlySpan<int> RecordsOf(int block) => _records.AsSpan(_blocks[block].Start, _blocks[block].End - _blocks[block].Start);

    /// <summary>Permitted pairs of a block.</summary>
    internal long PairsOf(int block) => _blocks[block].Pairs;

    /// <summary>Sorts the records by key.</summary>
    /// <param name="keys">Keys; 0 for none.</param>
    /// <param name="owners">The record of each key, ascending, or null when keys stand by record.</param>
    /// <param name="store">The records.</param>
    internal static Blocks Of(ulong[] keys, int[]? owners, RecordStore store)
    {
        var (sorted, records) = (new ulong[keys.Length], new int[keys.Length]);
        var count = 0;
        for (var at = 0; at < keys.Length; at++)
        {
            if (keys[at] != 0)
            {
                sorted[count] = keys[at];
                records[count++] = owners is null ? at : owners[at];
            }
        }

        RadixSort.ByKey(ref sorted, ref records, count);
        var found = new List<(int, int, long)>();
        var big = new PriorityQueue<Big, (long, int)>();
        var (pairs, largest) = (0L, 0L);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start > 1 && store.PermittedPairs(records.AsSpan(start, end - start)) is > 0 and var permitted)
            {
                found.Add((start, end, permitted));
                pairs += permitted;
                largest = Math.Max(largest, permitted);
                if (big.Count < Remembered)
                {
                    big.Enqueue(new Big(permitted, end - start, records[start], sorted[start]), (permitted, -start));
                }
                else
                {
                    big.EnqueueDequeue(new Big(permitted, end - start, records[start], sorted[start]), (permitted, -start));
                }
            }

            start = end;
        }

        var ascending = new List<Big>(big.Count);
        while (big.TryDequeue(out var block, out _))
        {
            ascending.Add(block);
        }

        ascending.Reverse();
        return new Blocks(records, found) { Pairs = pairs, Largest = largest, LargestBlocks = ascending, IsExploded = owners is not null };
    }

    /// <summary>Leaves out blocks that are too large by themselves, then the largest until the rest fit.</summary>
    /// <returns>How many were left out, their pairs, and the pairs of the largest that stays.</returns>
    internal (long Blocks, long Pairs, long LargestKept) LeaveOut(long largestBlock, long allBlocks)
    {
        var (before, pairsBefore, largest) = (_blocks.Count, Pairs, Largest);
        if (Largest > largestBlock || Pairs > allBlocks)
        {
            var running = 0L;
            var kept = new HashSet<int>(_blocks.OrderBy(b => b.Pairs).ThenBy(b => b.Start).TakeWhile(b => b.Pairs <= largestBlock && (running += b.Pairs) <= allBlocks).Select(b => b.Start));
            _blocks.RemoveAll(b => !kept.Contains(b.Start));
            Pairs = _blocks.Sum(b => b.Pairs);
            largest = _blocks.Count == 0 ? 0 : _blocks.Max(b => b.Pairs);
        }

        return (before - _blocks.Count, pairsBefore - Pairs, largest);
    }

    /// <summary>A large block.</summary>
    /// <param name="Pairs">Its permitted pairs.</param>
    /// <param name="Records">Its records.</param>
    /// <param name="Record">One of its records.</param>
    /// <param name="Key">Its key.</param>
    internal readonly record struct Big(long Pairs, int Records, int Record, ulong Key);
}
