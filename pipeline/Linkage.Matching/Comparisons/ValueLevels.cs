using System.Text;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// The levels of one comparison that are asked of two differing values. Each pair of values is answered once and kept, as far as a cache of fixed size
/// goes; most unlike pairs are told by their letters alone. One for each worker: not safe for use by two threads.
/// </summary>
internal sealed class ValueLevels
{
    /// <summary>Level of values of which no test holds.</summary>
    internal const int None = 15;

    private const int CacheBits = 17;
    private readonly FieldValues _values;
    private readonly (int Level, LevelTest Test)[] _tests;
    private readonly DateLevels? _dates;
    private readonly byte _marks;
    private readonly bool _lettersTell;
    private readonly long[]? _keys;
    private readonly byte[]? _levels;

    internal ValueLevels(FieldValues values, IReadOnlyList<ComparisonLevel> levels)
    {
        _values = values;
        _tests = [.. levels.Index().Where(l => l.Item.Test is { IsOfValues: true }).Select(l => (l.Index + 1, l.Item.Test!))];
        if (Array.Exists(_tests, t => t.Test is LevelTest.JaroWinkler or LevelTest.PartsAgree or LevelTest.MostPartsShared or LevelTest.PartsShared or LevelTest.EditDistance or LevelTest.Function))
        {
            _keys = new long[1 << CacheBits];
            _levels = new byte[1 << CacheBits];
            _marks = (byte)((Array.Exists(_tests, t => t.Test is LevelTest.InitialAgrees) ? FieldValues.IsSingle : 0)
                | (Array.Exists(_tests, t => t.Test is LevelTest.PartsAgree or LevelTest.MostPartsShared) ? FieldValues.HasParts : 0));
            _lettersTell = Array.TrueForAll(_tests, t => t.Test is LevelTest.JaroWinkler { AtLeast: >= .7 } or LevelTest.InitialAgrees or LevelTest.PartsAgree or LevelTest.MostPartsShared);
        }
        else
        {
            _dates = DateLevels.For(values, _tests);
        }
    }

    /// <summary>The best level of two codes, which differ and are both values; <see cref="None"/> where no test holds.</summary>
    internal int Of(int one, int other)
    {
        // The lesser value first, so that the answer does not depend on which record stands on the left.
        var (a, b) = one < other ? (one, other) : (other, one);
        if (_keys is null)
        {
            return _dates is null ? Level(a, b) : _dates.Of(a, b);
        }

        if (_lettersTell && !_values.MayBeAlike(a, b, _marks))
        {
            return None;
        }

        var key = ((long)a << 32) | (uint)b;
        var slot = (int)((ulong)(key * -7046029254386353131L) >> (64 - CacheBits));
        if (_keys[slot] == key)
        {
            return _levels![slot];
        }

        var level = Level(a, b);
        _keys[slot] = key;
        _levels![slot] = (byte)level;
        return level;
    }

    private int Level(int a, int b)
    {
        var similarity = -1.0;
        var (asked, answer) = (default(Func<string, string, double>), 0.0);
        if (_values.Of(a).IsEmpty || _values.Of(b).IsEmpty)
        {
            // Values of several columns of which one is missing.
            return None;
        }

        foreach (var (level, test) in _tests)
        {
            bool holds;
            if (test is LevelTest.Function function)
            {
                answer = asked == function.Of ? answer : function.Of(_values.TextOf(a), _values.TextOf(b));
                asked = function.Of;
                holds = answer >= function.AtLeast;
            }
            else
            {
                holds = test is LevelTest.JaroWinkler { AtLeast: var least }
                    ? (similarity < 0 ? similarity = _values.JaroWinklerOf(a, b) : similarity) >= least
                    : Holds(test, a, b);
            }

            if (holds)
            {
                return level;
            }
        }

        return None;
    }

    private bool Holds(LevelTest test, int a, int b)
    {
        var left = _values.Of(a);
        var right = _values.Of(b);
        return test switch
        {
            LevelTest.InitialAgrees => InitialAgrees(left, right),
            LevelTest.PartsAgree parts => SharesPart(left, right) && PartRatio.Of(_values.TextOf(a), _values.TextOf(b)) >= parts.AtLeast,
            LevelTest.MostPartsShared => MostPartsShared(left, right),
            LevelTest.OneCharacterDiffers one => Characters(left) > one.Longer && Characters(right) > one.Longer && EditDistance.IsOne(left, right),
            LevelTest.DayAndMonthSwapped => left[..4].SequenceEqual(right[..4]) && left[4..6].SequenceEqual(right[6..8]) && left[6..8].SequenceEqual(right[4..6]),
            LevelTest.DateDigitsAgree digits => left.Slice(digits.From, digits.Length).SequenceEqual(right.Slice(digits.From, digits.Length)),
            LevelTest.PlacesDiffer places => EditDistance.Hamming(left, right) == places.Places,
            LevelTest.EditDistance distance => EditDistance.IsAtMost(left, right, distance.AtMost),
            LevelTest.PartsShared parts => SharedParts(left, right) >= parts.AtLeast,
            LevelTest.DaysApart days => DateDistance.IsAtMost(left, right, days.AtMost),
            LevelTest.SameBefore before => Before(left, before.Character).SequenceEqual(Before(right, before.Character)),
            _ => throw new InvalidOperationException($"{test.GetType().Name} is no test of values."),
        };
    }

    private static int Characters(ReadOnlySpan<byte> value) => Encoding.UTF8.GetCharCount(value);

    private static bool InitialAgrees(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Rune.DecodeFromUtf8(a, out var first, out var lengthA);
        Rune.DecodeFromUtf8(b, out var second, out var lengthB);
        return first == second && (lengthA == a.Length || lengthB == b.Length);
    }

    private static ReadOnlySpan<byte> Before(ReadOnlySpan<byte> value, char character) =>
        value.IndexOf((byte)character) is >= 0 and var at ? value[..at] : value;

    private static bool SharesPart(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (!a.Contains((byte)' ') && !b.Contains((byte)' '))
        {
            return false;
        }

        foreach (var part in a.Split((byte)' '))
        {
            if (HasPart(b, a[part]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MostPartsShared(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (!a.Contains((byte)' ') && !b.Contains((byte)' '))
        {
            return false;
        }

        return 3 * SharedParts(a, b) >= a.Count((byte)' ') + b.Count((byte)' ') + 2;
    }

    /// <summary>Each part counts once, however often it stands in a value.</summary>
    private static int SharedParts(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var shared = 0;
        foreach (var part in a.Split((byte)' '))
        {
            shared += !HasPart(a[..Math.Max(0, part.Start.Value - 1)], a[part], part.Start.Value > 0) && HasPart(b, a[part]) ? 1 : 0;
        }

        return shared;
    }

    private static bool HasPart(ReadOnlySpan<byte> value, ReadOnlySpan<byte> part, bool exists = true)
    {
        if (!exists)
        {
            return false;
        }

        foreach (var range in value.Split((byte)' '))
        {
            if (value[range].SequenceEqual(part))
            {
                return true;
            }
        }

        return false;
    }
}
