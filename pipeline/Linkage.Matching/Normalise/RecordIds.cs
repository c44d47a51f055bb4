namespace Linkage.Matching.Normalise;

/// <summary>
/// The record ids of all inputs, collected by several threads at once: each gets a number as it comes, and <see cref="Places"/> tells where it stands in
/// the order of dataset and id. Unlike <see cref="ValueCodes"/> it looks no id up, for ids seldom repeat; whether one does comes out of the sorting.
/// </summary>
internal sealed class RecordIds
{
    private const int ShardBits = ValueCodes.ShardBits;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];
    private int _turn;

    /// <summary>A shard for the ids of a chunk: the next in turn, so that all are filled alike.</summary>
    internal int NextShard() => Interlocked.Increment(ref _turn) & ((1 << ShardBits) - 1);

    /// <summary>Adds an id to a shard, behind the others.</summary>
    /// <returns>Its number, from 0. Numbers have gaps.</returns>
    internal int Add(int shard, ReadOnlySpan<byte> id) => (_shards[shard].Add(id) << ShardBits) | shard;

    /// <summary>By number, for <see cref="ValueCodes.CodeOf"/>: where each id stands in the order. No id may be added afterwards.</summary>
    /// <param name="allDiffer">Whether no two ids are equal; otherwise the places of equal ones are in no order.</param>
    internal int[][] Places(out bool allDiffer)
    {
        var order = new int[_shards.Sum(s => s.Count)];
        var count = 0;
        foreach (var (index, shard) in _shards.Index())
        {
            for (var i = 0; i < shard.Count; i++)
            {
                order[count++] = (i << ShardBits) | index;
            }
        }

        allDiffer = ByteOrder.Sort(order, number => _shards[number & ((1 << ShardBits) - 1)].IdOf(number >> ShardBits));
        var places = _shards.Select(s => new int[s.Count]).ToArray();
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place] & ((1 << ShardBits) - 1)][order[place] >> ShardBits] = place;
        }

        return places;
    }

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private int[] _ends = new int[32];
        private byte[] _bytes = new byte[512];

        internal int Count { get; private set; }

        internal ReadOnlySpan<byte> IdOf(int index) => _bytes.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index]));

        internal int Add(ReadOnlySpan<byte> id)
        {
            lock (_lock)
            {
                var start = Count == 0 ? 0 : _ends[Count - 1];
                if (Count == _ends.Length)
                {
                    Array.Resize(ref _ends, 2 * Count);
                }

                if (_bytes.Length - start < id.Length)
                {
                    Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)start + id.Length)));
                }

                id.CopyTo(_bytes.AsSpan(start));
                _ends[Count] = start + id.Length;
                return Count++;
            }
        }
    }
}
