using System.Globalization;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>
/// The slots of a schedule by walking through every minute, with a reading of cron of its own. Shares no code with the calendar but the zone data.
/// </summary>
internal static class MinuteOracle
{
    internal static List<DateTimeOffset> Slots(ProjectSchedule schedule, DateTimeOffset after, DateTimeOffset until)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var fields = schedule.Cron.Split(' ');
        var throughBoth = (fields[0] + fields[1]).IndexOfAny(['*', '-', '/']) >= 0;
        var slots = new List<DateTimeOffset>();

        // A day earlier, to know which wall clock times have been already.
        var minute = after.AddDays(-1);
        var before = Wall(minute);
        var latest = before;
        for (minute = minute.AddMinutes(1); minute <= until; minute = minute.AddMinutes(1))
        {
            var wall = Wall(minute);
            var isDue = Matches(fields, wall) && (wall > latest || throughBoth);
            for (var leftOut = before.AddMinutes(1); leftOut < wall && !isDue; leftOut = leftOut.AddMinutes(1))
            {
                isDue = Matches(fields, leftOut);
            }

            if (isDue && minute > after && !schedule.Holidays.Contains(DateOnly.FromDateTime(wall)))
            {
                slots.Add(minute);
            }

            (before, latest) = (wall, wall > latest ? wall : latest);
        }

        return slots;

        DateTime Wall(DateTimeOffset instant) => instant.UtcDateTime + zone.GetUtcOffset(instant);
    }

    private static bool Matches(string[] fields, DateTime wall) =>
        Holds(fields[0], wall.Minute, 0) && Holds(fields[1], wall.Hour, 0) && Holds(fields[2], wall.Day, 1) && Holds(fields[3], wall.Month, 1)
        && (Holds(fields[4], (int)wall.DayOfWeek, 0) || (wall.DayOfWeek == DayOfWeek.Sunday && Holds(fields[4], 7, 0)));

    private static bool Holds(string field, int value, int least) => field.Split(',').Any(part =>
    {
        var step = part.Split('/');
        var by = step.Length == 2 ? Number(step[1]) : 1;
        if (step[0] == "*")
        {
            return (value - least) % by == 0;
        }

        var ends = step[0].Split('-').Select(Number).ToList();
        return value >= ends[0] && value <= ends[^1] && (value - ends[0]) % by == 0;
    });

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
