using System.CommandLine;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Scheduling;

namespace Linkage.Jobs.Commands;

/// <summary>Asks for slots of a project by hand.</summary>
internal sealed class SchedulesTriggerVerb : ScheduleVerb
{
    private readonly Option<DateOnly?> _from;
    private readonly Option<DateOnly?> _to;
    private readonly string _typed;

    private SchedulesTriggerVerb(string name, string typed, bool needsDays, string description, params IReadOnlyList<Example> examples)
        : base(name, "asks for it", starts: true, description, examples)
    {
        _typed = typed;
        _from = new("--from") { HelpName = "DATE", Description = "First day of a backfill: every slot from its beginning, in the schedule's time zone", Required = needsDays };
        _to = new("--to") { HelpName = "DATE", Description = "Last day of a backfill, its slots included [default: that of --from]" };
        Add(_from);
        Add(_to);
    }

    /// <summary>The verb that asks for a run now, or for those of past days.</summary>
    public static SchedulesTriggerVerb Trigger() => new(
        "trigger",
        "linkage schedules trigger",
        needsDays: false,
        "Asks for a run of a project now, or, with --from and --to, for one in each slot of those days that has passed. The host runs them one after another, whether the schedule is paused or its window open or not; every run is decided by the rules of the moment at which it runs.",
        new Example("linkage schedules trigger homes-and-money --person p-okafor", "Now"),
        new Example("linkage schedules trigger homes-and-money --person p-okafor --from 2026-11-16 --to 2026-11-20", "A backfill"));

    /// <summary>The verb that asks for the runs of past days, as <see cref="Trigger"/> does.</summary>
    public static SchedulesTriggerVerb Backfill() => new(
        "backfill",
        "linkage runs backfill",
        needsDays: true,
        "Asks for a run of a project in each slot of some days that have passed: the same as 'linkage schedules trigger' with days. The host runs them one after another; every run is decided by the rules of the moment at which it runs.",
        new Example("linkage runs backfill homes-and-money --from 2026-11-16 --to 2026-11-20 --person p-okafor", "A working week"));

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var (project, schedules, person, now) = Read(parse, context);
        var slots = Slots(parse.GetValue(_from), parse.GetValue(_to), project.Calendar, now);
        schedules.See(project.Id, DateTimeOffset.MaxValue);
        var asked = schedules.Request(project.Id, slots, person);
        var document = ScheduleDocument.Of(project, schedules.Read(project.Id, now), now) with { Asked = asked };
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => SchedulesReport.Print(screen, document)));
    }

    private List<DateTimeOffset> Slots(DateOnly? from, DateOnly? to, SlotCalendar calendar, DateTimeOffset now)
    {
        if (from is not { } first)
        {
            return to is null ? [now] : throw ProblemException.BadConfiguration("USAGE", "--to needs --from.", _typed, "Give both, or neither for a run now.");
        }

        var last = to ?? first;
        if (last < first || first.Year < 2000 || last.Year > 2999)
        {
            throw ProblemException.BadConfiguration("USAGE", "--from and --to take two days of this age, the earlier first.", _typed, "Correct the dates.");
        }

        var slots = calendar.Between(calendar.BeginningOf(first).AddTicks(-1), calendar.BeginningOf(last.AddDays(1)).AddTicks(-1)).TakeWhile(slot => slot <= now).Take(DueSlots.MostRuns + 1).ToList();
        return slots.Count switch
        {
            0 => throw ProblemException.BadConfiguration("NO_SLOT", "No slot of those days has passed.", _typed, "'linkage schedules list' shows the next one; without --from a run is asked for now."),
            > DueSlots.MostRuns => throw ProblemException.BadConfiguration("TOO_MANY_SLOTS", $"Those days hold more than {DueSlots.MostRuns} slots.", _typed, "Ask for fewer days at a time."),
            _ => slots,
        };
    }
}
