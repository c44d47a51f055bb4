using System.Buffers.Binary;
using System.Numerics;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Comparisons;

/// <summary>The levels asked of two dates YYYYMMDD, decided on all eight digits at once.</summary>
internal sealed class DateLevels
{
    private readonly ulong[] _digits;
    private readonly (int Level, LevelTest Test)[] _tests;

    private DateLevels(FieldValues values, (int Level, LevelTest Test)[] tests)
    {
        _tests = tests;
        _digits = new ulong[values.Count + 1];
        for (var code = 1; code < _digits.Length; code++)
        {
            _digits[code] = BinaryPrimitives.ReadUInt64LittleEndian(values.Of(code));
        }
    }

    /// <summary>The levels, or null where a value is no date or a test is none of dates.</summary>
    internal static DateLevels? For(FieldValues values, (int Level, LevelTest Test)[] tests) =>
        Array.TrueForAll(tests, t => t.Test is LevelTest.DayAndMonthSwapped or LevelTest.DateDigitsAgree { From: 0 or 4, Length: 4 } or LevelTest.PlacesDiffer or LevelTest.OneCharacterDiffers { Longer: < 8 })
        && values.AllHaveLength(sizeof(ulong))
            ? new DateLevels(values, tests)
            : null;

    /// <summary>The best level of two codes.</summary>
    internal int Of(int one, int other)
    {
        var (a, b) = (_digits[one], _digits[other]);
        var differ = a ^ b;
        // One bit for each digit that differs: digits are below 0x80, so nothing carries over.
        var places = (((differ & 0x7F7F7F7F7F7F7F7F) + 0x7F7F7F7F7F7F7F7F) | differ) & 0x8080808080808080;
        var count = BitOperations.PopCount(places);
        foreach (var (level, test) in _tests)
        {
            var holds = test switch
            {
                LevelTest.OneCharacterDiffers => count == 1 || (count == 2 && AreSwappedNeighbours(a, b, places)),
                LevelTest.PlacesDiffer places2 => count == places2.Places,
                LevelTest.DateDigitsAgree { From: 0 } => (uint)differ == 0,
                LevelTest.DateDigitsAgree => differ >> 32 == 0,
                _ => (uint)differ == 0 && (a >> 32) == BitOperations.RotateLeft((uint)(b >> 32), 16),
            };
            if (holds)
            {
                return level;
            }
        }

        return ValueLevels.None;
    }

    private static bool AreSwappedNeighbours(ulong a, ulong b, ulong places)
    {
        var first = BitOperations.TrailingZeroCount(places) / 8 * 8;
        return places >> (first + 7) == 0x101 && (ushort)(a >> first) == BinaryPrimitives.ReverseEndianness((ushort)(b >> first));
    }
}
