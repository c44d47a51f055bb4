using Cronos;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// The slots of a schedule: the instants at which its project is due. A function of the schedule and of the machine's time zone data alone.
/// <para>Where clocks go forward, what the hour that is left out would have held is due once, at the first moment after it. Where they go back,
/// a cron that names its minutes and hours is due in the first of the two hours; one with *, - or / in either goes through both.</para>
/// <para>Cronos finds the times of the wall clock, and is given no zone: given one whose winter is the exception (Europe/Dublin), 0.13 finds the same moment for ever.</para>
/// </summary>
/// <param name="schedule">The schedule.</param>
/// <exception cref="FormatException">Its cron is none.</exception>
/// <exception cref="TimeZoneNotFoundException">The machine does not know its zone.</exception>
internal sealed class SlotCalendar(ProjectSchedule schedule)
{
    private const int MostYears = 10;

    // A window opens every day; where a day is left out or an hour of it, two or three later.
    private static readonly TimeSpan LongestClosed = TimeSpan.FromDays(4);

    // Farther than any offset is from UTC, and than any change of clocks.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(26);

    private readonly CronExpression _cron = CronExpression.Parse(schedule.Cron, CronFormat.Standard);
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
    private readonly bool _throughBoth = string.Concat(schedule.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)).AsSpan().ContainsAny("*-/");
    private readonly HashSet<DateOnly> _holidays = [.. schedule.Holidays];

    /// <summary>The schedule.</summary>
    public ProjectSchedule Schedule => schedule;

    /// <summary>The first slot after an instant, in UTC; null when there is none within ten years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var last = after.AddYears(MostYears);
        for (var slot = Occurrence(after); slot is { } found && found <= last; slot = Occurrence(found))
        {
            if (!_holidays.Contains(DateOnly.FromDateTime(WallClock(found))))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The slots after one instant and until another, that one included; the oldest first. Each is worked out when it is asked for.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset until)
    {
        for (var slot = Next(after); slot is { } found && found <= until; slot = Next(found))
        {
            yield return found;
        }
    }

    /// <summary>Whether a run may begin at an instant.</summary>
    public bool IsOpen(DateTimeOffset instant) => schedule.Window is not { } window || window.Holds(TimeOnly.FromDateTime(WallClock(instant)));

    /// <summary>The next instant at which a run may begin: this one, or when the window opens.</summary>
    /// <exception cref="InvalidOperationException">The window has no length, so it never opens; no project file has such a one.</exception>
    public DateTimeOffset OpensAt(DateTimeOffset instant)
    {
        if (IsOpen(instant))
        {
            return instant;
        }

        // Windows and changes of clocks lie on whole minutes, so that no other instant needs to be tried.
        var minute = new DateTimeOffset(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        for (var tried = minute.AddMinutes(1); tried <= instant + LongestClosed; tried = tried.AddMinutes(1))
        {
            if (IsOpen(tried))
            {
                return tried;
            }
        }

        throw new InvalidOperationException($"The window of the schedule '{schedule.Cron}' does not open within {LongestClosed.TotalDays} days.");
    }

    /// <summary>The first instant of a day in the schedule's zone.</summary>
    public DateTimeOffset BeginningOf(DateOnly day) => Instants(day.ToDateTime(TimeOnly.MinValue))[0];

    // Every time of the wall clock after this one lies after this instant. Where clocks are about to go back, so do some before it.
    private DateTimeOffset? Occurrence(DateTimeOffset after)
    {
        var wall = WallClock(after);
        var next = First(wall, after);
        return GoesBack(after) is { } back && First(wall - back, after) is { } again && (next is null || again < next) ? again : next;
    }

    private DateTimeOffset? First(DateTime afterWall, DateTimeOffset after)
    {
        for (var wall = NextWall(afterWall); wall is { } time; wall = NextWall(time))
        {
            if (Instants(time).FirstOrDefault(t => t > after) is var found && found > after)
            {
                return found;
            }
        }

        return null;
    }

    private DateTime? NextWall(DateTime wall) => _cron.GetNextOccurrence(DateTime.SpecifyKind(wall, DateTimeKind.Utc));

    // By how much clocks go back so soon that a time of the wall clock that has been comes again.
    private TimeSpan? GoesBack(DateTimeOffset instant)
    {
        var back = _zone.GetUtcOffset(instant) - _zone.GetUtcOffset(instant + Reach);
        return back > TimeSpan.Zero && _zone.GetUtcOffset(instant + back) != _zone.GetUtcOffset(instant) ? back : null;
    }

    // When the wall clock shows a time, or when it first shows a later one where that is left out.
    private DateTimeOffset[] Instants(DateTime wall)
    {
        var utc = new DateTimeOffset(wall, TimeSpan.Zero);
        var (before, later) = (_zone.GetUtcOffset(utc - Reach), _zone.GetUtcOffset(utc + Reach));
        if (before == later)
        {
            return [utc - before];
        }

        var shown = new[] { utc - before, utc - later }.Where(t => WallClock(t) == wall).Order().ToArray();
        return shown.Length > 0 ? shown[..(_throughBoth ? shown.Length : 1)] : [FirstAfter(wall, utc - later)];
    }

    private DateTimeOffset FirstAfter(DateTime wall, DateTimeOffset instant)
    {
        while (WallClock(instant) <= wall)
        {
            instant = instant.AddMinutes(1);
        }

        return instant;
    }

    private DateTime WallClock(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
}
