using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>
/// The distinct values of a field, collected by several threads at once. Each gets a number as it comes; <see cref="Seal"/> puts the values in order
/// and gives them their codes, which do not depend on who came first.
/// </summary>
internal sealed class ValueCodes
{
    /// <summary>Bits of a number that name its shard.</summary>
    internal const int ShardBits = 5;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];

    /// <summary>A number of the value, from 0. Numbers have gaps.</summary>
    internal int NumberOf(ReadOnlySpan<byte> value)
    {
        var hash = Hash(value);
        var shard = (int)(hash >> (64 - ShardBits));
        return (_shards[shard].IndexOf(value, (uint)hash) << ShardBits) | shard;
    }

    /// <summary>Number of values.</summary>
    internal int Count => _shards.Sum(s => s.Count);

    /// <summary>The code of a number, from 0.</summary>
    internal static int CodeOf(int[][] codes, int number) => codes[number & ((1 << ShardBits) - 1)][number >> ShardBits];

    /// <summary>Orders the values by their bytes. No value may be added afterwards.</summary>
    /// <param name="areNames">Whether the values are names, which may be of one family.</param>
    internal SealedCodes Seal(bool areNames = false)
    {
        var order = Order();
        var builder = new FieldValues.Builder(order.Length, checked((int)_shards.Sum(s => (long)s.Bytes)), areNames);
        foreach (var number in order)
        {
            builder.Add(ValueOf(number));
        }

        return new SealedCodes(builder.Build(), CodesOf(order));
    }

    private ReadOnlySpan<byte> ValueOf(int number) => _shards[number & ((1 << ShardBits) - 1)].ValueOf(number >> ShardBits);

    private int[] Order()
    {
        var (order, count) = (new int[Count], 0);
        foreach (var (index, shard) in _shards.Index())
        {
            for (var i = 0; i < shard.Count; i++)
            {
                order[count++] = (i << ShardBits) | index;
            }
        }

        ByteOrder.Sort(order, ValueOf);
        return order;
    }

    private int[][] CodesOf(int[] order)
    {
        var codes = _shards.Select(s => new int[s.Count]).ToArray();
        for (var code = 0; code < order.Length; code++)
        {
            codes[order[code] & ((1 << ShardBits) - 1)][order[code] >> ShardBits] = code;
        }

        return codes;
    }

    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        const ulong First = 0x9E3779B97F4A7C15, Second = 0xD6E8FEB86659FD93;
        var hash = (ulong)value.Length * First;
        while (value.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value), Second);
            value = value[8..];
        }

        var rest = 0UL;
        foreach (var b in value)
        {
            rest = (rest << 8) | b;
        }

        return Mix(hash ^ rest, First);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private int[] _slots = new int[64];
        private Entry[] _entries = new Entry[32];
        private byte[] _bytes = new byte[512];

        internal int Count { get; private set; }

        internal int Bytes { get; private set; }

        internal ReadOnlySpan<byte> ValueOf(int index) => _bytes.AsSpan(_entries[index].Start, _entries[index].Length);

        internal int IndexOf(ReadOnlySpan<byte> value, uint hash)
        {
            lock (_lock)
            {
                var slot = (int)hash & (_slots.Length - 1);
                for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
                {
                    ref readonly var entry = ref _entries[_slots[slot] - 1];
                    if (entry.Hash == hash && entry.Length == value.Length && value.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length)))
                    {
                        return _slots[slot] - 1;
                    }
                }

                return Add(value, hash, slot);
            }
        }

        private int Add(ReadOnlySpan<byte> value, uint hash, int slot)
        {
            if (Count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * Count);
            }

            if (_bytes.Length - Bytes < value.Length)
            {
                Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Bytes + value.Length)));
            }

            value.CopyTo(_bytes.AsSpan(Bytes));
            _entries[Count] = new Entry(hash, Bytes, value.Length);
            Bytes += value.Length;
            _slots[slot] = ++Count;
            if (2 * Count > _slots.Length)
            {
                Grow();
            }

            return Count - 1;
        }

        private void Grow()
        {
            _slots = new int[2 * _slots.Length];
            for (var index = 0; index < Count; index++)
            {
                var slot = (int)_entries[index].Hash & (_slots.Length - 1);
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = index + 1;
            }
        }

        [StructLayout(LayoutKind.Auto)]
        private readonly record struct Entry(uint Hash, int Start, int Length);
    }
}
