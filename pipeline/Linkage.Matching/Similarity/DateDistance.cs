using System.Globalization;

namespace Linkage.Matching.Similarity;

/// <summary>The distance of two dates written YYYYMMDD.</summary>
public static class DateDistance
{
    /// <summary>Whether both are dates and lie at most so many days apart.</summary>
    public static bool IsAtMost(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int days) =>
        DayOf(a) is { } one && DayOf(b) is { } other && Math.Abs(one - other) <= days;

    private static int? DayOf(ReadOnlySpan<byte> value)
    {
        if (value.Length != 8 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var (year, month, day) = (Number(value[..4]), Number(value[4..6]), Number(value[6..]));
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day).DayNumber : null;
    }

    private static int Number(ReadOnlySpan<byte> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
