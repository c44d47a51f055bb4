using System.Globalization;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>Schedules at random, as a project file may have them, and spans of time in which clocks change more often than by chance.</summary>
internal static class RandomSchedules
{
    /// <summary>Zones whose clocks do what clocks can do: negative summer time, half hours, two hours, midnight, a day left out, changes of the standard itself.</summary>
    internal static readonly string[] Zones =
    [
        "Europe/London", "Europe/Dublin", "UTC", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca",
        "America/Sao_Paulo", "Asia/Tehran", "Antarctica/Troll", "Africa/Cairo", "Asia/Gaza", "Europe/Moscow", "Asia/Pyongyang", "America/Caracas", "Pacific/Chatham",
    ];

    internal static ProjectSchedule Make(Random random, string zone) => new()
    {
        TimeZone = zone,
        Cron = random.Next(2) == 0
            ? $"{Field(random, 0, 59)} {Field(random, 0, 23)} {Field(random, 1, 31)} {(random.Next(3) > 0 ? "*" : Field(random, 1, 12))} *"
            : $"{Field(random, 0, 59)} {(random.Next(2) == 0 ? Field(random, 0, 3) : Field(random, 0, 23))} * {(random.Next(3) > 0 ? "*" : Field(random, 1, 12))} {(random.Next(3) > 0 ? "*" : Field(random, 0, 7))}",
    };

    /// <summary>Forty days, in two cases of three around a change of the clocks of a year.</summary>
    internal static (DateTimeOffset After, DateTimeOffset Until) Span(Random random, string zone)
    {
        var start = new DateTimeOffset(random.Next(1995, 2045), 1, 1, 0, 0, 0, TimeSpan.Zero);
        var information = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var changes = Enumerable.Range(1, 365).Select(d => start.AddDays(d)).Where(d => information.GetUtcOffset(d) != information.GetUtcOffset(d.AddDays(-1))).ToList();
        var middle = changes.Count > 0 && random.Next(3) > 0 ? changes[random.Next(changes.Count)] : start.AddDays(random.Next(366));
        var after = middle.AddDays(-20).AddMinutes(random.Next(1440));
        return (after, after.AddDays(40));
    }

    private static string Field(Random random, int least, int most)
    {
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        string Part()
        {
            var first = random.Next(least, most + 1);
            var last = random.Next(first, most + 1);
            return random.Next(4) switch
            {
                0 or 1 => Text(first),
                2 => $"{first}-{last}",
                _ => $"{first}-{last}/{random.Next(1, most + 1)}",
            };
        }

        return random.Next(5) switch
        {
            0 => "*",
            1 => $"*/{random.Next(1, most + 1)}",
            _ => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part())),
        };
    }
}
