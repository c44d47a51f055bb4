namespace Linkage.Jobs.Reporting;

/// <summary>Schedules and their slots, as a person reads them.</summary>
internal static class SchedulesReport
{
    private const int Indent = 2;

    /// <summary>Prints all of them.</summary>
    public static void Print(Screen screen, SchedulesDocument document)
    {
        if (document.Schedules.Count == 0)
        {
            screen.Line("No project has a schedule; 'A schedule' in runbook.md says how to write one.");
        }

        foreach (var schedule in document.Schedules)
        {
            Print(screen, schedule);
        }
    }

    /// <summary>Prints one of them.</summary>
    public static void Print(Screen screen, ScheduleDocument schedule)
    {
        screen.Section(schedule.Project);
        var state = schedule switch
        {
            { PausedBy: { } person } => $"[yellow]paused[/] by {Screen.Escape(person)}: {Screen.Escape(schedule.PausedBecause ?? string.Empty)}",
            { Since: null } => "no host has seen it yet: 'linkage serve' runs it",
            { Next: { } next } => $"next on {Screen.Instant(next)}",
            _ => "[yellow]never due[/]",
        };
        screen.Line($"{Screen.Escape(schedule.Cron)}, {Screen.Escape(schedule.TimeZone)}: {state}");
        if (schedule.Asked is { } asked)
        {
            screen.Line(asked == 0 ? "[yellow]Asked for already[/]; nothing was recorded." : $"[bold green]{Screen.Plural(asked, "slot")} asked for[/]; the host runs them one after another.");
        }

        foreach (var slot in schedule.Slots)
        {
            var colour = slot.State is "Failed" or "Overran" ? "red" : slot.State is "Released" ? "green" : "yellow";
            var more = string.Join(", ", new[] { slot.Run, slot.Code, slot.Person is null ? null : $"asked for by {slot.Person}", slot.Covers > 1 ? $"with {Screen.Plural(slot.Covers - 1, "slot")} before it" : null }.OfType<string>());
            screen.Inset(Indent, $"{Screen.Instant(slot.Slot)}  [{colour}]{slot.State}[/]  {Screen.Escape(more)}");
        }
    }
}
