namespace Linkage.Matching.Normalise;

/// <summary>
/// The record ids of all inputs, collected by several threads at once: each gets a number as it comes, and <see cref="Places"/> tells where it stands in
/// the order of dataset and id. Unlike <see cref="ValueCodes"/> it looks no id up, for ids seldom repeat; whether one does comes out of the sorting. The ids stay, side by side in that order, for as long as a run's records are named.
/// </summary>
internal sealed class RecordIds
{
    private const int ShardBits = ValueCodes.ShardBits;
    private Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];
    private int _turn;
    private byte[] _ids = [];
    private int[] _ends = [];
    private byte[] _datasets = [];

    /// <summary>A shard for the ids of a chunk: the next in turn, so that all are filled alike.</summary>
    internal int NextShard() => Interlocked.Increment(ref _turn) & ((1 << ShardBits) - 1);

    /// <summary>Adds an id to a shard, behind the others.</summary>
    /// <returns>Its number, from 0. Numbers have gaps.</returns>
    internal int Add(int shard, byte dataset, ReadOnlySpan<byte> id) => (_shards[shard].Add(dataset, id) << ShardBits) | shard;

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

        allDiffer = ByteOrder.Sort(order, EntryOf);
        var places = _shards.Select(s => new int[s.Count]).ToArray();
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place] & ((1 << ShardBits) - 1)][order[place] >> ShardBits] = place;
        }

        Keep(order);
        return places;
    }

    /// <summary>Number of ids; only after <see cref="Places"/>, as what follows.</summary>
    internal int Count => _ends.Length;

    /// <summary>The id at a place of the order, as its bytes.</summary>
    internal ReadOnlySpan<byte> IdAt(int place) => _ids.AsSpan((place == 0 ? 0 : _ends[place - 1])..(_ends[place]));

    /// <summary>Index of the dataset at a place of the order.</summary>
    internal int DatasetAt(int place) => _datasets[place];

    /// <summary>Puts the ids side by side in their order and lets go of the shards.</summary>
    private void Keep(int[] order)
    {
        _ids = new byte[_shards.Sum(s => s.Bytes - s.Count)];
        (_ends, _datasets) = (new int[order.Length], new byte[order.Length]);
        var end = 0;
        for (var place = 0; place < order.Length; place++)
        {
            var entry = EntryOf(order[place]);
            _datasets[place] = entry[0];
            entry[1..].CopyTo(_ids.AsSpan(end));
            _ends[place] = end += entry.Length - 1;
        }

        _shards = [];
    }

    private ReadOnlySpan<byte> EntryOf(int number) => _shards[number & ((1 << ShardBits) - 1)].IdOf(number >> ShardBits);

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private int[] _ends = new int[32];
        private byte[] _bytes = new byte[512];

        internal int Count { get; private set; }

        internal int Bytes => Count == 0 ? 0 : _ends[Count - 1];

        internal ReadOnlySpan<byte> IdOf(int index) => _bytes.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index]));

        internal int Add(byte dataset, ReadOnlySpan<byte> id)
        {
            lock (_lock)
            {
                var start = Count == 0 ? 0 : _ends[Count - 1];
                if (Count == _ends.Length)
                {
                    Array.Resize(ref _ends, 2 * Count);
                }

                if (_bytes.Length - start <= id.Length)
                {
                    Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)start + id.Length + 1)));
                }

                _bytes[start] = dataset;
                id.CopyTo(_bytes.AsSpan(start + 1));
                _ends[Count] = start + id.Length + 1;
                return Count++;
            }
        }
    }
}
