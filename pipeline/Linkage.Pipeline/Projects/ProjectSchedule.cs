namespace Linkage.Pipeline.Projects;

/// <summary>When a project runs by itself, as its file says it. What it says of times is of the wall clock of its time zone.</summary>
public sealed record ProjectSchedule
{
    /// <summary>The zone of a schedule that names none.</summary>
    public const string UsualTimeZone = "Europe/London";

    /// <summary>Minute, hour, day of the month, month and day of the week, as cron(5) has them: five fields.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name of the time zone whose wall clock the times are of.</summary>
    public string TimeZone { get; init; } = UsualTimeZone;

    /// <summary>Dates of that zone on which nothing is due.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>What becomes of slots that passed while nobody was there to run them.</summary>
    public MissedSlots Missed { get; init; } = MissedSlots.Once;

    /// <summary>From when to when of the wall clock a run may begin; it may go over midnight. Null: at any time.</summary>
    public ScheduleWindow? Window { get; init; }

    /// <summary>How long a run may take before it is stopped; null: as long as it takes.</summary>
    public TimeSpan? MaximumDuration { get; init; }
}

/// <summary>What becomes of slots that passed while nobody was there to run them.</summary>
public enum MissedSlots
{
    /// <summary>One run for all of them, as the last one.</summary>
    Once,

    /// <summary>A run for each of them, the oldest first, each with its own slot.</summary>
    Each,

    /// <summary>None of them is run.</summary>
    Skip,
}

/// <summary>Part of a day by the wall clock in which a run may begin.</summary>
/// <param name="From">First time, included.</param>
/// <param name="To">Last time, excluded; earlier than <paramref name="From"/> where the window goes over midnight.</param>
public sealed record ScheduleWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>Whether a time of the wall clock lies in it.</summary>
    public bool Holds(TimeOnly time) => From <= To ? time >= From && time < To : time >= From || time < To;
}
