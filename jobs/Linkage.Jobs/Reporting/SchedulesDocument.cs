using Linkage.Jobs.Scheduling;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage schedules list --json</c> prints.</summary>
/// <param name="Schedules">Every project that has a schedule, by file name.</param>
internal sealed record SchedulesDocument(IReadOnlyList<ScheduleDocument> Schedules);

/// <summary>The schedule of a project, and what the other verbs about it print.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Cron">Its cron.</param>
/// <param name="TimeZone">Its time zone.</param>
/// <param name="Since">Since when it is in force: since a host first saw it, or it was resumed; null before.</param>
/// <param name="Next">When it is due next; null when it is paused or never.</param>
/// <param name="PausedBy">Who paused it; null when it is not paused.</param>
/// <param name="PausedBecause">Why, in their words.</param>
/// <param name="Slots">Its latest slots, the newest first.</param>
internal sealed record ScheduleDocument(
    string Project, string Cron, string TimeZone, DateTimeOffset? Since, DateTimeOffset? Next, string? PausedBy, string? PausedBecause, IReadOnlyList<ScheduleDocument.ShownSlot> Slots)
{
    private const int Latest = 10;

    /// <summary>How many slots were asked for now, which were not asked for or under way before; null for a verb that asks for none.</summary>
    public int? Asked { get; init; }

    /// <summary>Of a project.</summary>
    public static ScheduleDocument Of(ScheduledProject project, ScheduleState state, DateTimeOffset now) => new(
        project.Id,
        project.Calendar.Schedule.Cron,
        project.Calendar.Schedule.TimeZone,
        state.IsSeen ? state.Since : null,
        state.Pause is null ? project.Calendar.Next(now) : null,
        state.Pause?.Person,
        state.Pause?.Reason,
        [.. state.Slots.Reverse().Take(Latest).Select(slot => new ShownSlot(slot.Slot, slot.Last.ToString(), slot.At, slot.Rows[^1].RunId, slot.Rows[^1].Code, slot.Rows[^1].Person, slot.Rows[^1].Covers))]);

    /// <summary>A slot.</summary>
    /// <param name="Slot">When it was due.</param>
    /// <param name="State">What became of it last.</param>
    /// <param name="At">When.</param>
    /// <param name="Run">The run, where one is known.</param>
    /// <param name="Code">Why, as a reason code.</param>
    /// <param name="Person">Who asked for it.</param>
    /// <param name="Covers">How many slots this settles.</param>
    internal sealed record ShownSlot(DateTimeOffset Slot, string State, DateTimeOffset At, string? Run, string? Code, string? Person, int Covers);
}
