using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Scheduling;

/// <summary>What the store knows of schedules and their slots. Every write is one transaction, and an event of the ledger for each row.</summary>
/// <param name="database">Where the store lies; it is prepared.</param>
/// <param name="workspace">The workspace folder.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class StoredSchedules(StoreDatabase database, string workspace, TimeProvider clock)
{
    /// <summary>That a schedule was paused.</summary>
    internal const string Paused = "Paused";

    /// <summary>Code of a slot that another host was faster with.</summary>
    internal const string Taken = "SLOT_TAKEN";

    private const string Seen = "Seen";
    private const string Resumed = "Resumed";

    // For whoever looks; what has to be known of a schedule is asked for whole.
    private const int Shown = 10;

    private static readonly string[] GoingOn = [.. SlotHistory.GoingOn.Select(act => act.ToString())];

    private readonly string _name = !database.IsShared ? string.Empty : WorkspaceName.Read(workspace)
        ?? throw ProblemException.Refused("NO_WORKSPACE", "The store serves several workspaces, and this one has no name there yet.", workspace, "Run a project or start 'linkage serve' once; then say it again.");

    /// <summary>Where the schedule of a project stands. Makes and changes nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="now">The present: what a clock that was ahead settled after it does not settle what comes before.</param>
    public ScheduleState Read(string project, DateTimeOffset now) => database.Read(connection =>
    {
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        return Within(db, project, Written(now));
    }) ?? new ScheduleState([], [], null);

    /// <summary>Holds everything that stands of schedules and slots against the ledger: whoever may write to the store can add what nobody said.</summary>
    /// <exception cref="ProblemException">It is not what the ledger recorded.</exception>
    public void RequireAsRecorded() => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        foreach (var type in new[] { typeof(ScheduleRow), typeof(SlotRow) })
        {
            RecordedTable.Of(db.Model.FindEntityType(type)!)!.RequireAsRecorded(connection, what => ProblemException.Refused(
                "LEDGER_BROKEN", "What was said of schedules and became of slots is not what the ledger recorded, so nothing of it is run.", what, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do."));
        }

        return string.Empty;
    });

    /// <summary>Records that a host has seen the schedule, from when on its slots are due; nothing when it is recorded already.</summary>
    /// <param name="project">The project.</param>
    /// <param name="latest">What was recorded for a later instant was by a clock that was ahead, and is recorded anew.</param>
    public void See(string project, DateTimeOffset latest) => Say(
        project, (said, now) => said.Count > 0 && string.CompareOrdinal(said[^1].At, RegistryRows.Written(latest)) <= 0 ? null : Row(project, said, Seen, null, null, now));

    /// <summary>Pauses a schedule: nothing of it begins by itself any more. Another person may pause it too, and is heard when it is resumed.</summary>
    /// <exception cref="ProblemException">The same person has paused it already; nothing was recorded.</exception>
    public void Pause(string project, string person, string reason) => Say(project, (said, now) => PausedBy(said).Contains(person)
        ? throw ProblemException.Refused("SCHEDULE_AS_IT_IS", $"It is paused already, by {person}.", project, "'linkage schedules list' shows it.")
        : Row(project, said, Paused, person, reason, now));

    /// <summary>
    /// Who stopped a project: everyone who paused its schedule since it was last resumed, and everyone who asked for the end of one of its runs since somebody who may let it go on asked for a run.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="mayLetGoOn">Whether a person may, whoever stopped it.</param>
    public IReadOnlyList<string> StoppedBy(string project, Func<string, bool> mayLetGoOn) => Look(db =>
    {
        var asked = db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project && row.Person != null && (row.Act == nameof(SlotAct.CancelRequested) || row.Act == nameof(SlotAct.Requested)))
            .OrderByDescending(row => row.At).Select(row => new { row.Act, row.Person }).AsEnumerable();
        var cancelled = asked.TakeWhile(row => row.Act != nameof(SlotAct.Requested) || !mayLetGoOn(row.Person!)).Where(row => row.Act == nameof(SlotAct.CancelRequested)).Select(row => row.Person!);
        var said = db.Schedules.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project).OrderBy(row => row.Ordinal).ToList();
        return PausedBy(said).Concat(cancelled).Distinct(StringComparer.Ordinal).ToList();
    }) ?? [];

    /// <summary>Resumes a schedule: slots from now on are due again, and what passed while it was paused is not.</summary>
    /// <exception cref="ProblemException">It is not paused; nothing was recorded.</exception>
    public void Resume(string project, string person, string reason) => Say(project, (said, now) => said is [.., { Act: Paused }]
        ? Row(project, said, Resumed, person, reason, now)
        : throw ProblemException.Refused("SCHEDULE_AS_IT_IS", "It is not paused.", project, "'linkage schedules list' shows it."));

    /// <summary>Asks for slots by hand: the host runs them, whatever ran in them before.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slots">The slots, to the second.</param>
    /// <param name="person">Who asks.</param>
    /// <returns>How many were not asked for or under way already.</returns>
    public int Request(string project, IReadOnlyList<DateTimeOffset> slots, string person)
    {
        var asked = 0;
        Write((db, now) =>
        {
            foreach (var slot in slots)
            {
                var history = HistoryOf(db, project, slot);
                if (history is not { IsPending: true })
                {
                    db.Slots.Add(Row(project, slot, history, SlotAct.Requested, now, person: person));
                    asked++;
                }
            }
        });
        return asked;
    }

    /// <summary>Records that an attempt at a slot begins. Called by the holder of the workspace.</summary>
    /// <param name="project">The project.</param>
    /// <param name="seen">The slot as it was when it was found to be due.</param>
    /// <exception cref="ProblemException">Something became of it since: another host ran it. Nothing was recorded.</exception>
    public void Begin(string project, SlotHistory seen) => Go(project, seen, SlotAct.Begun);

    /// <summary>Records that a slot whose end somebody asked for is not begun. Called by the holder of the workspace.</summary>
    /// <param name="project">The project.</param>
    /// <param name="seen">The slot as it was when it was found.</param>
    /// <exception cref="ProblemException">Something became of it since. Nothing was recorded.</exception>
    public void Cancel(string project, SlotHistory seen) => Go(project, seen, SlotAct.Cancelled);

    /// <summary>Asks for the end of slots: what is under way is stopped by its host, and what is pending is not begun.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="reason">Why, in their words.</param>
    /// <returns>How many of them are pending and this person had not asked for their end.</returns>
    public int AskToCancel(string project, IReadOnlyList<DateTimeOffset> slots, string person, string reason)
    {
        var asked = 0;
        Write((db, now) =>
        {
            foreach (var slot in slots)
            {
                if (HistoryOf(db, project, slot) is { IsPending: true } history && !history.IsCancelledBy(person))
                {
                    db.Slots.Add(Row(project, slot, history, SlotAct.CancelRequested, now, person: person, reason: reason));
                    asked++;
                }
            }
        });
        return asked;
    }

    /// <summary>Asks for the end of a run that somebody began by hand. It has no slot; the request gets one of its own, at its own instant.</summary>
    /// <returns>1, or 0 when this person had asked for it.</returns>
    public int AskToCancelRun(string project, string run, string person, string reason)
    {
        var asked = 0;
        Write((db, now) =>
        {
            if (!db.Slots.Any(row => row.Workspace == _name && row.RunId == run && row.Act == nameof(SlotAct.CancelRequested) && row.Person == person))
            {
                var slot = now;
                while (HistoryOf(db, project, slot) is not null)
                {
                    slot = slot.AddSeconds(1);
                }

                db.Slots.Add(Row(project, slot, null, SlotAct.CancelRequested, now, run, person: person, reason: reason));
                asked++;
            }
        });
        return asked;
    }

    /// <summary>The request to end a slot that nobody has obeyed yet, or null.</summary>
    public SlotRow? CancellationOf(string project, DateTimeOffset slot) => Look(db => HistoryOf(db, project, slot)?.Cancellation);

    /// <summary>The request to end a run that somebody began by hand, or null.</summary>
    public SlotRow? CancellationOf(string run) => Look(db => RequestFor(db, run));

    /// <summary>What became of a slot; null when nothing did.</summary>
    public SlotHistory? HistoryOf(string project, DateTimeOffset slot) => Look(db => HistoryOf(db, project, slot));

    /// <summary>The slot that a run is an attempt at; null for a run that somebody began by hand.</summary>
    /// <param name="run">The run. One of which the slot does not say the name, since it is under way or crashed, is told by when it began: a workspace has one run at a time.</param>
    public SlotHistory? SlotOf(RunRow run) => Look(db =>
    {
        var mine = db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.Project == run.Project);
        if (mine.Where(row => row.RunId == run.RunId && row.Act != nameof(SlotAct.CancelRequested)).Select(row => row.Slot).FirstOrDefault() is { } ended)
        {
            return HistoryOf(db, run.Project, Instant(ended)) is { IsOfRunByHand: false } attempts ? attempts : null;
        }

        // Runs are dated to the millisecond, slots more finely.
        var begun = RegistryRows.Written(run.StartedAt.AddMilliseconds(1));
        if (mine.Where(row => row.Act == nameof(SlotAct.Begun) && row.At.CompareTo(begun) <= 0).OrderByDescending(row => row.At).FirstOrDefault() is not { } attempt
            || HistoryOf(db, run.Project, Instant(attempt.Slot)) is not { } history)
        {
            return null;
        }

        var next = history.Rows.FirstOrDefault(row => row.Ordinal > attempt.Ordinal && row.Act != nameof(SlotAct.CancelRequested));
        var since = SlotHistory.Instant(attempt).AddMilliseconds(-1);
        var isOver = next is not null && (next.RunId is not null || SlotHistory.Instant(next) < run.StartedAt);
        var hadAnother = db.Runs.AsNoTracking().Where(row => row.Project == run.Project && row.RunId != run.RunId && (!database.IsShared || row.Workspace == _name)).AsEnumerable()
            .Any(row => row.StartedAt >= since && row.StartedAt < run.StartedAt);
        return isOver || hadAnother ? null : history;
    });

    /// <summary>What stands of a run among the slots: the slot that it is an attempt at, or the request to end it where somebody began it by hand; null when nothing does.</summary>
    /// <param name="run">The run.</param>
    public SlotHistory? About(RunRow run) => SlotOf(run) ?? Look(db => RequestFor(db, run.RunId) is { } asked ? HistoryOf(db, run.Project, SlotHistory.SlotOf(asked)) : null);

    /// <summary>What becomes of a slot whose run ended by itself.</summary>
    public static SlotAct ActOf(RunOutcome outcome) => outcome.Outcome == RunOutcomeKind.Released ? SlotAct.Released : SlotAct.Refused;

    /// <summary>Writes what became of a slot with the end of its run, in one transaction. Called by the holder of the workspace.</summary>
    /// <param name="db">The transaction.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="outcome">How the run ended.</param>
    public void Settle(RunStoreContext db, DateTimeOffset slot, RunOutcome outcome)
    {
        if (HistoryOf(db, outcome.Project, slot) is { End: null } history)
        {
            db.Slots.Add(Row(outcome.Project, slot, history, ActOf(outcome), clock.GetUtcNow(), outcome.Run, CodeOf(outcome)));
        }
    }

    /// <summary>Why a run was refused, as a reason code; null when it was not.</summary>
    public static string? CodeOf(RunOutcome outcome) => outcome.Refusals is [var first, ..] ? first.Code : null;

    /// <summary>Records what became of a slot that was begun; nothing where it has ended, by the record of its run. Called by the holder of the workspace.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="act">What became of it.</param>
    /// <param name="run">The run, where one began.</param>
    /// <param name="code">Why, as a reason code.</param>
    /// <returns>What stands of it now.</returns>
    public SlotRow Record(string project, DateTimeOffset slot, SlotAct act, string? run = null, string? code = null)
    {
        SlotRow? stands = null;
        Write((db, now) =>
        {
            var history = HistoryOf(db, project, slot);
            stands = history?.End ?? db.Slots.Add(Row(project, slot, history, act, now, run, code)).Entity;
        });
        return stands!;
    }

    /// <summary>Records that slots were missed and are not run; nothing when another host has.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slot">The last of them.</param>
    /// <param name="act">Superseded or Skipped.</param>
    /// <param name="covers">How many they are.</param>
    public void Pass(string project, DateTimeOffset slot, SlotAct act, int covers) => Write((db, now) =>
    {
        if (HistoryOf(db, project, slot) is null)
        {
            db.Slots.Add(Row(project, slot, null, act, now, covers: covers));
        }
    });

    /// <summary>A slot as it stands in the store: to the second, since cron knows no less.</summary>
    internal static string Written(DateTimeOffset slot) => slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Go(string project, SlotHistory seen, SlotAct act) => Write((db, now) =>
    {
        var history = HistoryOf(db, project, seen.Slot);
        db.Slots.Add((history?.Rows.Count ?? 0) == seen.Rows.Count
            ? Row(project, seen.Slot, history, act, now)
            : throw ProblemException.Refused(Taken, "Another host has run the slot.", project, "Nothing needs to be done."));
    });

    private SlotRow? RequestFor(RunStoreContext db, string run) =>
        db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.RunId == run && row.Act == nameof(SlotAct.CancelRequested)).OrderBy(row => row.Slot).FirstOrDefault();

    private T? Look<T>(Func<RunStoreContext, T?> look)
        where T : class => database.Read(connection =>
    {
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        return look(db);
    });

    private ScheduleState Within(RunStoreContext db, string project, string now)
    {
        var mine = db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project);
        var ended = mine.Where(row => !GoingOn.Contains(row.Act) && row.Slot.CompareTo(now) <= 0
                && !db.Slots.Any(other => other.Workspace == _name && other.Project == project && other.Slot == row.Slot && (other.Ordinal > row.Ordinal || (other.Ordinal == 0 && (other.Act == nameof(SlotAct.Requested) || other.Act == nameof(SlotAct.CancelRequested))))))
            .OrderByDescending(row => row.Slot).Select(row => row.Slot).FirstOrDefault();
        var wanted = mine.Where(row => GoingOn.Contains(row.Act) && !db.Slots.Any(other => other.Workspace == _name && other.Project == project && other.Slot == row.Slot && other.Ordinal > row.Ordinal))
            .Select(row => row.Slot).ToHashSet(StringComparer.Ordinal);
        wanted.UnionWith(mine.Where(row => ended == null || row.Slot.CompareTo(ended) > 0).Select(row => row.Slot).Distinct());
        wanted.UnionWith(mine.Select(row => row.Slot).Distinct().OrderByDescending(slot => slot).Take(Shown));
        var slots = wanted.Chunk(500).SelectMany(some => mine.Where(row => some.Contains(row.Slot)).OrderBy(row => row.Ordinal).AsEnumerable())
            .GroupBy(row => row.Slot, StringComparer.Ordinal).OrderBy(slot => slot.Key, StringComparer.Ordinal);
        return new ScheduleState(
            [.. db.Schedules.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project).OrderBy(row => row.Ordinal)],
            [.. slots.Select(slot => new SlotHistory(Instant(slot.Key), [.. slot]))],
            ended is null ? null : Instant(ended));
    }

    private static IEnumerable<string> PausedBy(List<ScheduleRow> said) => said.Skip(said.FindLastIndex(row => row.Act == Resumed) + 1).Where(row => row.Act == Paused).Select(row => row.Person).OfType<string>();

    private SlotHistory? HistoryOf(RunStoreContext db, string project, DateTimeOffset slot)
    {
        var written = Written(slot);
        var rows = db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project && row.Slot == written).OrderBy(row => row.Ordinal).ToList();
        return rows.Count == 0 ? null : new SlotHistory(slot, rows);
    }

    private void Say(string project, Func<List<ScheduleRow>, DateTimeOffset, ScheduleRow?> say) => Write((db, now) =>
    {
        var said = db.Schedules.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project).OrderBy(row => row.Ordinal).ToList();
        if (say(said, now) is { } row)
        {
            db.Schedules.Add(row);
        }
    });

    private void Write(Action<RunStoreContext, DateTimeOffset> write) => database.Write(clock, db => write(db, clock.GetUtcNow()));

    private ScheduleRow Row(string project, List<ScheduleRow> said, string act, string? person, string? reason, DateTimeOffset now) =>
        new() { Workspace = _name, Project = project, Ordinal = said.Count, Act = act, Person = person, Reason = reason, At = RegistryRows.Written(now) };

    private SlotRow Row(string project, DateTimeOffset slot, SlotHistory? history, SlotAct act, DateTimeOffset now, string? run = null, string? code = null, string? person = null, int covers = 1, string? reason = null) => new()
    {
        Workspace = _name,
        Project = project,
        Slot = Written(slot),
        Ordinal = history?.Rows.Count ?? 0,
        Act = act.ToString(),
        RunId = run,
        Code = code,
        Person = person,
        Reason = reason,
        Covers = covers,
        At = RegistryRows.Written(now),
    };

    private static DateTimeOffset Instant(string written) => DateTimeOffset.Parse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
