using System.Globalization;

namespace Linkage.Pipeline.Projects;

/// <summary>
/// The five fields of cron(5), read strictly: numbers, the names of months and days, <c>*</c>, ranges, steps over either, and lists of numbers and ranges.
/// What schedulers read in different ways is refused: seconds, L, W, #, ?, H, @daily, ranges that go backwards, a step after a single number, <c>*</c> in a list,
/// and a day of the month together with a day of the week.
/// </summary>
internal sealed class CronFields
{
    private const int Minute = 0;
    private const int Hour = 1;
    private const int Day = 2;
    private const int Month = 3;
    private const int Weekday = 4;

    private static readonly (string Name, int Least, int Most, string[] Words)[] Fields =
    [
        ("minute", 0, 59, []),
        ("hour", 0, 23, []),
        ("day of the month", 1, 31, []),
        ("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        ("day of the week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    private readonly SortedSet<int>[] _values;

    private CronFields(SortedSet<int>[] values) => _values = values;

    /// <summary>Reads a cron.</summary>
    /// <param name="cron">Five fields with spaces between.</param>
    /// <param name="fields">The fields, or null.</param>
    /// <returns>What is wrong with it and what to write instead, or null.</returns>
    internal static string? Problem(string cron, out CronFields? fields)
    {
        fields = null;
        var written = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (written.Length != Fields.Length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a cron has five fields (minute, hour, day of the month, month, day of the week), and this has {written.Length}; {(written.Length == Fields.Length + 1 ? "seconds and years are not taken, leave that field out" : "write it as in \"30 2 * * MON-FRI\"")}.");
        }

        var values = new SortedSet<int>[Fields.Length];
        for (var index = 0; index < Fields.Length; index++)
        {
            if (Values(written[index], index) is not { } read)
            {
                var (name, least, most, words) = Fields[index];
                return string.Create(CultureInfo.InvariantCulture, $"the {name} of the cron cannot be read; write *, numbers from {least} to {most}{(words.Length > 0 ? $", {words[0]} to {words[^1]}" : string.Empty)}, ranges such as {least + 1}-{least + 4}, steps such as */2, or numbers and ranges with commas and no spaces.");
            }

            values[index] = read;
        }

        if (written[Day] != "*" && written[Weekday] != "*")
        {
            return "the cron names days of the month and days of the week, which some schedulers read as either and some as both; write * for one of the two.";
        }

        var found = new CronFields(values);
        if (!found.EverComes)
        {
            return "the cron names days that none of its months has, so it would never come; correct the day of the month or the month.";
        }

        fields = found;
        return null;
    }

    /// <summary>Whether a slot ever lies in a window, by the wall clock.</summary>
    internal bool ComesWithin(ScheduleWindow window) =>
        _values[Hour].Any(hour => _values[Minute].Any(minute => window.Holds(new TimeOnly(hour, minute))));

    // In a leap year, so that 29 February comes.
    private bool EverComes => _values[Month].Any(month => _values[Day].Min <= DateTime.DaysInMonth(2028, month));

    private static SortedSet<int>? Values(string field, int index)
    {
        var values = new SortedSet<int>();
        if (field.Contains('*', StringComparison.Ordinal) && field.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var part in field.Split(','))
        {
            var step = part.Split('/');
            var ends = step[0].Split('-');
            if (step.Length > 2 || ends.Length > 2 || (step.Length == 2 && ends.Length == 1 && step[0] != "*"))
            {
                return null;
            }

            var (_, least, most, _) = Fields[index];
            var (first, last) = step[0] == "*" ? (least, most) : (Value(ends[0], index), Value(ends[^1], index));
            var by = step.Length == 2 ? Number(step[1]) : 1;
            if (first is null || last is null || first > last || by is null or 0 || by > most)
            {
                return null;
            }

            for (var value = first.Value; value <= last; value += by.Value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static int? Value(string text, int index)
    {
        var (_, least, most, words) = Fields[index];
        var word = Array.IndexOf(words, text.ToUpperInvariant());
        var value = word >= 0 ? word + least : Number(text);
        return value >= least && value <= most ? value : null;
    }

    private static int? Number(string text) =>
        text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
