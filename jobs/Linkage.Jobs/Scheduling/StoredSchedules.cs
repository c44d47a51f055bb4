using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
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

    /// <summary>Pauses a schedule: nothing of it begins by itself any more.</summary>
    /// <exception cref="ProblemException">It is paused already; nothing was recorded.</exception>
    public void Pause(string project, string person, string reason) => Say(project, (said, now) => said is [.., { Act: Paused } paused]
        ? throw ProblemException.Refused("SCHEDULE_AS_IT_IS", $"It is paused already, by {paused.Person}.", project, "'linkage schedules list' shows it.")
        : Row(project, said, Paused, person, reason, now));

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
    public void Begin(string project, SlotHistory seen) => Write((db, now) =>
    {
        var history = HistoryOf(db, project, seen.Slot);
        db.Slots.Add((history?.Rows.Count ?? 0) == seen.Rows.Count
            ? Row(project, seen.Slot, history, SlotAct.Begun, now)
            : throw ProblemException.Refused(Taken, "Another host has run the slot.", project, "Nothing needs to be done."));
    });

    /// <summary>Records what became of a slot that was begun. Called by the holder of the workspace.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="act">What became of it.</param>
    /// <param name="run">The run, where one began.</param>
    /// <param name="code">Why, as a reason code.</param>
    public void Record(string project, DateTimeOffset slot, SlotAct act, string? run = null, string? code = null) =>
        Write((db, now) => db.Slots.Add(Row(project, slot, HistoryOf(db, project, slot), act, now, run, code)));

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

    private ScheduleState Within(RunStoreContext db, string project, string now)
    {
        var mine = db.Slots.AsNoTracking().Where(row => row.Workspace == _name && row.Project == project);
        var ended = mine.Where(row => !GoingOn.Contains(row.Act) && row.Slot.CompareTo(now) <= 0
                && !db.Slots.Any(other => other.Workspace == _name && other.Project == project && other.Slot == row.Slot && (other.Ordinal > row.Ordinal || (other.Ordinal == 0 && other.Act == nameof(SlotAct.Requested)))))
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

    private SlotRow Row(string project, DateTimeOffset slot, SlotHistory? history, SlotAct act, DateTimeOffset now, string? run = null, string? code = null, string? person = null, int covers = 1) => new()
    {
        Workspace = _name,
        Project = project,
        Slot = Written(slot),
        Ordinal = history?.Rows.Count ?? 0,
        Act = act.ToString(),
        RunId = run,
        Code = code,
        Person = person,
        Covers = covers,
        At = RegistryRows.Written(now),
    };

    private static DateTimeOffset Instant(string written) => DateTimeOffset.Parse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
