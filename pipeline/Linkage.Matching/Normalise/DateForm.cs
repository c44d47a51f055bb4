namespace Linkage.Matching.Normalise;

/// <summary>Dates in the ways they are usually written, day before month, as eight digits YYYYMMDD.</summary>
internal static class DateForm
{
    private static readonly byte[][] Months =
    [
        .. ((string[])["JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"]).Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>
    /// The date. Eight digits that are no date stay as they are (one may be mistyped); years before 1880 and after 2099 and the placeholders of
    /// 1 January 1900 and 1901 go.
    /// </summary>
    internal static int Date(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var text = FoldedText.Trimmed(value);
        if (text.Length is < 6 or > 40)
        {
            return 0;
        }

        if (text.Length == 8 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return Kept(Digits(text, output), output);
        }

        return Read(text) is (var year and > 0, var month, var day) ? Kept(Written(year, month, day, output), output) : 0;
    }

    private static int Kept(int length, Span<byte> output)
    {
        var year = (output[0] - '0') * 1000 + (output[1] - '0') * 100 + (output[2] - '0') * 10 + output[3] - '0';
        return year is >= 1880 and <= 2099 && !(year is 1900 or 1901 && output[4..8].SequenceEqual("0101"u8)) ? length : 0;
    }

    private static int Digits(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var (yearFirst, dayFirst) = ((Number(text[..4]), Number(text[4..6]), Number(text[6..])), (Number(text[4..]), Number(text[2..4]), Number(text[..2])));
        if (!IsDate(yearFirst) && IsDate(dayFirst))
        {
            return Written(dayFirst.Item1, dayFirst.Item2, dayFirst.Item3, output);
        }

        text.CopyTo(output);
        return 8;
    }

    private static (int Year, int Month, int Day) Read(ReadOnlySpan<byte> text)
    {
        var first = Leading(ref text, 4, out var firstDigits);
        if (first < 0 || text.Length < 2)
        {
            return default;
        }

        var mark = text[0];
        text = text[1..];
        if (firstDigits == 4)
        {
            return mark is (byte)'-' or (byte)'/' && ReadFromMonth(ref text, mark, out var month, out var lastOfDate) && IsTime(text, mark is (byte)'-' ? TimeForms.Seconds : TimeForms.None)
                ? Checked(first, month, lastOfDate)
                : default;
        }

        if (firstDigits > 2 || mark is not ((byte)'-' or (byte)'/' or (byte)'.' or (byte)' '))
        {
            return default;
        }

        var isNamed = !FoldedText.IsDigit(text[0]);
        var second = isNamed && mark is (byte)'-' or (byte)' ' ? Month(ref text, mark) : mark is (byte)' ' ? -1 : Leading(ref text, 2, out _);
        if (second < 0 || text.IsEmpty || text[0] != mark)
        {
            return default;
        }

        text = text[1..];
        var year = Leading(ref text, 4, out var yearDigits);
        if (yearDigits != 4 || !IsTime(text, mark is (byte)'/' && !isNamed ? TimeForms.Minutes : TimeForms.None))
        {
            return default;
        }

        var dayFirst = Checked(year, second, first);
        return dayFirst.Year > 0 || isNamed || mark != '/' || !text.IsEmpty ? dayFirst : Checked(year, first, second);
    }

    private static bool ReadFromMonth(ref ReadOnlySpan<byte> text, byte mark, out int month, out int day)
    {
        day = -1;
        month = Leading(ref text, 2, out _);
        if (month < 0 || text.IsEmpty || text[0] != mark)
        {
            return false;
        }

        text = text[1..];
        day = Leading(ref text, 2, out _);
        return day >= 0;
    }

    private enum TimeForms
    {
        None,
        Seconds,
        Minutes,
    }

    /// <summary>Nothing, or a time of day of the kinds that go with the form of the date.</summary>
    private static bool IsTime(ReadOnlySpan<byte> text, TimeForms forms)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (forms == TimeForms.None || text[0] != ' ')
        {
            return false;
        }

        text = text[1..];
        var hour = Leading(ref text, 2, out _);
        if (hour is < 0 or > 23 || text.IsEmpty || text[0] != ':')
        {
            return false;
        }

        text = text[1..];
        var minute = Leading(ref text, 2, out _);
        if (minute is < 0 or > 59)
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return forms == TimeForms.Minutes;
        }

        if (text[0] != ':')
        {
            return false;
        }

        text = text[1..];
        return Leading(ref text, 2, out _) is >= 0 and <= 59 && text.IsEmpty;
    }

    private static int Month(ref ReadOnlySpan<byte> text, byte mark)
    {
        var end = text.IndexOf(mark);
        if (end < 3)
        {
            return -1;
        }

        var name = text[..end];
        for (var month = 0; month < 12; month++)
        {
            var full = Months[month];
            // The whole name only between blanks.
            if ((name.Length == 3 || (mark == ' ' && name.Length == full.Length)) && System.Text.Ascii.EqualsIgnoreCase(name, full.AsSpan(0, name.Length)))
            {
                text = text[end..];
                return month + 1;
            }
        }

        return -1;
    }

    /// <summary>Takes up to so many digits from the front; -1 where there is none.</summary>
    private static int Leading(ref ReadOnlySpan<byte> text, int most, out int digits)
    {
        digits = 0;
        while (digits < most && digits < text.Length && FoldedText.IsDigit(text[digits]))
        {
            digits++;
        }

        var number = digits == 0 ? -1 : Number(text[..digits]);
        text = text[digits..];
        return number;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = number * 10 + digit - '0';
        }

        return number;
    }

    private static (int Year, int Month, int Day) Checked(int year, int month, int day) => IsDate((year, month, day)) ? (year, month, day) : default;

    private static bool IsDate((int Year, int Month, int Day) date) =>
        date.Year >= 1 && date.Month is >= 1 and <= 12 && date.Day >= 1 && date.Day <= DateTime.DaysInMonth(date.Year, date.Month);

    private static int Written(int year, int month, int day, Span<byte> output)
    {
        (output[0], output[1], output[2], output[3]) = (Digit(year / 1000), Digit(year / 100), Digit(year / 10), Digit(year));
        (output[4], output[5], output[6], output[7]) = (Digit(month / 10), Digit(month), Digit(day / 10), Digit(day));
        return 8;
    }

    private static byte Digit(int number) => (byte)('0' + number % 10);
}
