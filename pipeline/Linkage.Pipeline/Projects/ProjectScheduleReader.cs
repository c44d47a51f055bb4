using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Projects;

/// <summary>Reads when a project runs by itself, and refuses a schedule that could never be kept.</summary>
internal static partial class ProjectScheduleReader
{
    private const int LongestMinutes = 24 * 60;

    internal static ProjectSchedule Read(YamlMapping map)
    {
        var cron = map.Required("cron");
        if (CronFields.Problem(cron.AsString(), out var fields) is { } problem)
        {
            throw cron.Error(problem);
        }

        return new ProjectSchedule
        {
            Cron = cron.AsString(),
            TimeZone = map.Optional("timeZone") is { } zone ? TimeZone(zone) : ProjectSchedule.UsualTimeZone,
            Holidays = map.Optional("holidays") is { } holidays ? Holidays(holidays) : [],
            Missed = map.Optional("missed") is { } missed ? Missed(missed) : MissedSlots.Once,
            Window = map.Optional("window") is { } window ? Window(window, fields!) : null,
            MaximumDuration = map.Optional("maximumDuration") is { } duration ? Duration(duration) : null,
        };
    }

    // The names of zones are the names of files on the machine: what is no name of the IANA list is not looked for.
    private static string TimeZone(YamlNode node)
    {
        var name = node.AsString();
        return ZoneShape().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name
            ? name
            : throw node.Error($"this is no time zone that this machine knows; write its IANA name with capitals as in {ProjectSchedule.UsualTimeZone}, or UTC.");
    }

    private static IReadOnlyList<DateOnly> Holidays(YamlNode node)
    {
        var dates = node.AsList(item => (Date: item.AsDate(), Place: item));
        return dates.Zip(dates.Skip(1)).FirstOrDefault(pair => pair.First.Date >= pair.Second.Date) is (_, { Place: { } place } later)
            ? throw place.Error($"the holiday {later.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} is there twice or stands after a later one; write each date once, the earliest first.")
            : [.. dates.Select(d => d.Date)];
    }

    private static MissedSlots Missed(YamlNode node) => node.AsOneOf(["once", "each", "skip"]) switch
    {
        "each" => MissedSlots.Each,
        "skip" => MissedSlots.Skip,
        _ => MissedSlots.Once,
    };

    private static ScheduleWindow Window(YamlNode node, CronFields fields)
    {
        var window = node.AsMap(map => new ScheduleWindow(Time(map.Required("from")), Time(map.Required("to"))));
        return window.From == window.To
            ? throw node.Error("the window ends when it begins, so it has no length; write two different times, or leave the key out where a run may begin at any time.")
            : fields.ComesWithin(window)
                ? window
                : throw node.Error("the cron never comes within the window, so that every run would begin late; move the cron into the window, or the window around the cron.");
    }

    private static TimeOnly Time(YamlNode node) =>
        TimeOnly.TryParseExact(node.AsString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw node.Error("this is no time of the day; write hours and minutes from 00:00 to 23:59 in quotes, such as \"20:00\". Midnight is \"00:00\".");

    private static TimeSpan Duration(YamlNode node)
    {
        var text = node.AsString();
        var minutes = DurationShape().IsMatch(text) ? int.Parse(text.AsSpan(..^1), CultureInfo.InvariantCulture) * (text[^1] == 'h' ? 60 : 1) : 0;
        return minutes is >= 1 and <= LongestMinutes
            ? TimeSpan.FromMinutes(minutes)
            : throw node.Error("this is no duration from one minute to 24 hours; write whole minutes or hours, such as 90m or 4h.");
    }

    [GeneratedRegex("^(UTC|(?!posix/|right/)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){1,2})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneShape();

    [GeneratedRegex("^[1-9][0-9]{0,3}[mh]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationShape();
}
