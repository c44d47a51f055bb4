using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Similarity;

/// <summary>
/// The distinct values of a field as UTF-8 in one buffer, numbered from 1 in the order of the values; 0 stands for none. With each value goes a
/// signature of its letters, from which a bound of the similarity follows without looking at the values.
/// </summary>
public sealed class FieldValues
{
    /// <summary>The value is a single character.</summary>
    internal const byte IsSingle = 1;

    /// <summary>The value has several parts.</summary>
    internal const byte HasParts = 2;

    private readonly byte[] _bytes;
    private readonly Entry[] _entries;

    private FieldValues(byte[] bytes, int[] ends, bool areNames)
    {
        (_bytes, AreNames) = (bytes, areNames);
        _entries = new Entry[ends.Length + 1];
        var start = 0;
        foreach (var (index, end) in ends.Index())
        {
            _entries[index + 1] = EntryOf(bytes.AsSpan(start, end - start), start, areNames);
            start = end;
        }
    }

    /// <summary>Whether the values are names, and a signature tells their families.</summary>
    internal bool AreNames { get; }

    /// <summary>Number of values.</summary>
    public int Count => _entries.Length - 1;

    /// <summary>The value of a code.</summary>
    public ReadOnlySpan<byte> Of(int code) => _bytes.AsSpan(_entries[code].Start, _entries[code].Length);

    /// <summary>The value of a code as text.</summary>
    public string TextOf(int code) => Encoding.UTF8.GetString(Of(code));

    /// <summary>True when every value has so many bytes.</summary>
    internal bool AllHaveLength(int length) => !_entries.Skip(1).Any(e => e.Length != length);

    /// <summary>The Jaro-Winkler similarity of two values.</summary>
    internal double JaroWinklerOf(int a, int b) =>
        JaroWinkler.Of(_bytes, _entries[a].Start, _entries[a].Length, _bytes, _entries[b].Start, _entries[b].Length);

    /// <summary>
    /// Whether the letters of two values leave it open that their Jaro-Winkler similarity is 0.7 or more, or one of them has one of the marks, or they may
    /// be names of one family.
    /// </summary>
    /// <param name="a">One value.</param>
    /// <param name="b">The other value.</param>
    /// <param name="marks">The marks that count.</param>
    /// <param name="families">All bits where families count, else 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MayBeAlike(int a, int b, byte marks, uint families = 0)
    {
        ref readonly var one = ref _entries[a];
        ref readonly var other = ref _entries[b];
        if (((one.Marks | other.Marks) & marks) != 0 || (one.Families & other.Families & families) != 0)
        {
            return true;
        }

        // (m / la + m / lb + 1) / 3 is the most that the Jaro similarity can be; below 0.7 there is no boost for a common prefix.
        long la = one.Length, lb = other.Length;
        long common = BitOperations.PopCount(one.Letters & other.Letters) + one.Unsigned + other.Unsigned;
        return 10 * Math.Min(common, Math.Min(la, lb)) * (la + lb) >= 11 * la * lb;
    }

    /// <summary>
    /// A bit for each letter of the value: A to Z a first and a second time, other bytes by their rest. Letters without a bit of their own are
    /// counted. Two values cannot share more letters than they share bits, and letters without one.
    /// </summary>
    private static Entry EntryOf(ReadOnlySpan<byte> value, int start, bool isName)
    {
        var (letters, without) = (0UL, 0);
        foreach (var letter in value)
        {
            var isLetter = letter is >= (byte)'A' and <= (byte)'Z';
            var first = isLetter ? 1UL << (letter - 'A') : 1UL << (52 + letter % 12);
            var second = isLetter ? first << 26 : 0;
            if ((letters & first) == 0)
            {
                letters |= first;
            }
            else if (second != 0 && (letters & second) == 0)
            {
                letters |= second;
            }
            else
            {
                without++;
            }
        }

        var marks = (Encoding.UTF8.GetCharCount(value) == 1 ? IsSingle : 0) | (value.Contains((byte)' ') ? HasParts : 0);
        return new Entry(letters, start, value.Length, (ushort)Math.Min(without, ushort.MaxValue), (byte)marks, isName ? NameFamilies.BitsOf(value) : 0);
    }

    private readonly record struct Entry(ulong Letters, int Start, int Length, ushort Unsigned, byte Marks, uint Families);

    /// <summary>Collects values in the order of their codes.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="bytes">Bytes of all values together.</param>
    /// <param name="areNames">Whether the values are names, which may be of one family.</param>
    internal sealed class Builder(int count, int bytes, bool areNames = false)
    {
        private readonly int[] _ends = new int[count];
        private readonly byte[] _bytes = new byte[bytes + JaroWinkler.Padding];
        private int _count;
        private int _end;

        internal void Add(ReadOnlySpan<byte> value)
        {
            value.CopyTo(_bytes.AsSpan(_end));
            _end += value.Length;
            _ends[_count++] = _end;
        }

        internal FieldValues Build() => new(_bytes, _ends, areNames);
    }
}
