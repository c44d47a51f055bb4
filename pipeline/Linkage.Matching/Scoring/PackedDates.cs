using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Scoring;

/// <summary>
/// Dates YYYYMMDD as eight digits of four bits, so that the levels asked of two dates are decided for eight pairs at a time. What it says of a pair is the
/// most the pair can weigh: two digits that differ may be two neighbours swapped, which is left open.
/// </summary>
internal sealed class PackedDates
{
    private readonly int[] _packed;
    private float _swapped = float.NegativeInfinity;
    private float _one = float.NegativeInfinity;
    private float _two = float.NegativeInfinity;
    private float _year = float.NegativeInfinity;
    private float _monthDay = float.NegativeInfinity;
    private float _other = float.NegativeInfinity;

    private PackedDates(int[] packed) => _packed = packed;

    /// <summary>The dates of a comparison, or null where its values are no dates or it asks something else of them.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="weightOf">The most a level can weigh, by its number from 1.</param>
    internal static PackedDates? Of(FieldValues values, IReadOnlyList<ComparisonLevel> levels, Func<int, double> weightOf)
    {
        var packed = new int[values.Count + 1];
        for (var code = 1; code < packed.Length; code++)
        {
            var digits = values.Of(code);
            if (digits.Length != 8 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return null;
            }

            foreach (var digit in digits)
            {
                packed[code] = packed[code] << 4 | (digit - '0');
            }
        }

        var dates = new PackedDates(packed);
        foreach (var (index, level) in levels.Index())
        {
            var weight = (float)weightOf(index + 1);
            switch (level.Test)
            {
                case LevelTest.DayAndMonthSwapped: dates._swapped = Math.Max(dates._swapped, weight); break;
                case LevelTest.OneCharacterDiffers { Longer: < 8 }: dates._one = Math.Max(dates._one, weight); break;
                case LevelTest.PlacesDiffer { Places: 2 }: dates._two = Math.Max(dates._two, weight); break;
                case LevelTest.DateDigitsAgree { From: 0, Length: 4 }: dates._year = Math.Max(dates._year, weight); break;
                case LevelTest.DateDigitsAgree { From: 4, Length: 4 }: dates._monthDay = Math.Max(dates._monthDay, weight); break;
                case null: dates._other = weight; break;
                default:
                    if (level.Test.IsOfValues)
                    {
                        return null;
                    }

                    break;
            }
        }

        return dates;
    }

    /// <summary>The packed date of a code; 0 for none.</summary>
    internal int Of(int code) => _packed[code];

    /// <summary>The most that differing dates can weigh against one date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> Most(int left, Vector256<int> right)
    {
        var differ = Vector256.Create(left) ^ right;
        var places = (differ | differ >>> 1 | differ >>> 2 | differ >>> 3) & Vector256.Create(0x11111111);
        var count = (places * Vector256.Create(0x11111111)) >>> 28;
        var sameYear = Vector256.Equals(differ >>> 16, Vector256<int>.Zero);
        var monthDay = Vector256.Create(0xFFFF);
        var turned = ((right & Vector256.Create(0xFF)) << 8) | ((right >>> 8) & Vector256.Create(0xFF));
        var most = Vector256.Create(_other);
        Raise(ref most, sameYear, _year);
        Raise(ref most, Vector256.Equals(differ & monthDay, Vector256<int>.Zero), _monthDay);
        Raise(ref most, Vector256.Equals(count, Vector256.Create(2)), Math.Max(_one, _two));
        Raise(ref most, Vector256.Equals(count, Vector256<int>.One), _one);
        Raise(ref most, sameYear & Vector256.Equals(turned, Vector256.Create(left & 0xFFFF)), _swapped);
        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(ref Vector256<float> most, Vector256<int> where, float weight) =>
        most = Vector256.ConditionalSelect(where.AsSingle(), Vector256.Max(most, Vector256.Create(weight)), most);
}
