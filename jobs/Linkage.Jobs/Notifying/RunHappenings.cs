using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Notifying;

/// <summary>What is to be told of runs and slots: derived from what the store says became of them, so that whoever asks again gets the same answer.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="place">Where the workspace and the projects are.</param>
/// <param name="projects">The projects that run by themselves.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed partial class RunHappenings(StoreDatabase database, Place place, ScheduledProjects projects, TimeProvider clock)
{
    /// <summary>A slot that has not begun so long after it could is late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(1);

    // A run ends within this time of its beginning, or is told by its slot.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(2);

    // What says that something was changed behind the program's back.
    private static readonly HashSet<string> Incidents = new(StringComparer.Ordinal) { "LEDGER_BROKEN", "REGISTRY_CHANGED", "RELEASE_DAMAGED" };

    private readonly string _workspace = place.Environment.Workspace;

    private readonly string? _name = database.IsShared ? WorkspaceName.Read(place.Environment.Workspace) : null;

    /// <summary>What happened since an instant. A file of a project that cannot be accepted is told by the host itself, and makes none of the others late.</summary>
    /// <param name="since">The instant.</param>
    public IReadOnlyList<Happening> Since(DateTimeOffset since)
    {
        var schedules = new StoredSchedules(database, _workspace, clock);
        return [.. Slots(since), .. Runs(since).Where(run => schedules.SlotOf(run) is null).Select(OfRun), .. projects.Read(_ => { }).SelectMany(project => Lateness(project, schedules, since))];
    }

    /// <summary>A code as messages may hold it: a text that is none of ours never leaves.</summary>
    internal static string Code(string? code) => code is not null && CodeWord().IsMatch(code) ? code : "FAULT";

    /// <summary>The kind of what ended with a code.</summary>
    internal static NoticeKind KindOf(NoticeKind usual, string code) => Incidents.Contains(code) ? NoticeKind.Incident : usual;

    private List<RunRow> Runs(DateTimeOffset since) => database.Read(connection =>
    {
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        var from = since - LongestRun;
        return db.Runs.AsNoTracking().Where(run => run.StartedAt >= from && (run.State == RunState.Failed || run.State == RunState.Refused || run.State == RunState.Crashed) && (_name == null || run.Workspace == _name))
            .OrderBy(run => run.RunId).AsEnumerable().Where(run => (run.FinishedAt ?? run.StartedAt) >= since).ToList();
    }) ?? [];

    private static Happening OfRun(RunRow run)
    {
        var codes = JsonNode.Parse(run.Refusals)!.AsArray().Select(refusal => (string?)refusal!["code"]).ToList();
        var code = run.State == RunState.Crashed ? "CRASHED" : Code(codes is [var first, ..] ? first : null);
        var usual = run.State == RunState.Refused ? NoticeKind.Refusal : NoticeKind.Failure;
        return Happening.Of(KindOf(usual, code), $"run/{run.RunId}", run.FinishedAt ?? run.StartedAt, (NoticeFact.What, Named(usual)), (NoticeFact.Project, run.Project), (NoticeFact.Run, run.RunId), (NoticeFact.Code, code));
    }

    private List<Happening> Slots(DateTimeOffset since) => database.Read(connection =>
    {
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        var from = RegistryRows.Written(since);
        string[] told = [nameof(SlotAct.Refused), nameof(SlotAct.Failed), nameof(SlotAct.Overran), nameof(SlotAct.Superseded), nameof(SlotAct.Skipped)];
        var workspace = _name ?? string.Empty;
        return db.Slots.AsNoTracking().Where(row => row.Workspace == workspace && row.At.CompareTo(from) >= 0 && told.Contains(row.Act))
            .OrderBy(row => row.At).ThenBy(row => row.Project).ThenBy(row => row.Slot).ThenBy(row => row.Ordinal).AsEnumerable().Select(OfSlot).ToList();
    }) ?? [];

    private static Happening OfSlot(SlotRow row)
    {
        var at = SlotHistory.Instant(row);
        if (row.Act is nameof(SlotAct.Superseded) or nameof(SlotAct.Skipped))
        {
            return Happening.Of(NoticeKind.Lateness, $"missed/{row.Project}/{row.Slot}", at, (NoticeFact.What, "missed"), (NoticeFact.Project, row.Project), (NoticeFact.Slot, row.Slot), (NoticeFact.Count, row.Covers.ToString(CultureInfo.InvariantCulture)));
        }

        var usual = row.Act == nameof(SlotAct.Refused) ? NoticeKind.Refusal : NoticeKind.Failure;
        var code = row.Act == nameof(SlotAct.Overran) ? "OVERRAN" : Code(row.Code);
        return Happening.Of(
            KindOf(usual, code), string.Create(CultureInfo.InvariantCulture, $"slot/{row.Project}/{row.Slot}/{row.Ordinal}"), at, (NoticeFact.What, Named(usual)), (NoticeFact.Project, row.Project), (NoticeFact.Slot, row.Slot), (NoticeFact.Run, row.RunId), (NoticeFact.Code, code));
    }

    // What waits for its window, or while its schedule is paused, is not late.
    private IEnumerable<Happening> Lateness(ScheduledProject project, StoredSchedules schedules, DateTimeOffset since)
    {
        var now = clock.GetUtcNow();
        var state = schedules.Read(project.Id, now);
        if (!state.IsSeen)
        {
            return [];
        }

        var begun = state.Slots.Where(slot => slot.Rows.Count > 0 && slot.IsScheduled && slot.Rows[0].Act == nameof(SlotAct.Begun))
            .Select(slot => (slot.Slot, At: SlotHistory.Instant(slot.Rows[0])));
        var waiting = state.Pause is not null ? [] : DueSlots.At(project.Calendar, state.SettledUntil, now).Where(slot => slot.Fate == SlotFate.Run && state.Of(slot.Slot).Rows.Count == 0).Select(slot => (slot.Slot, At: now));
        return begun.Concat(waiting).Select(slot => (slot.Slot, slot.At, LateAt: project.Calendar.OpensAt(slot.Slot) + Late))
            .Where(slot => slot.At >= slot.LateAt && slot.LateAt >= since)
            .Select(slot => Happening.Of(NoticeKind.Lateness, $"slot/{project.Id}/{StoredSchedules.Written(slot.Slot)}", slot.LateAt, (NoticeFact.What, "late"), (NoticeFact.Project, project.Id), (NoticeFact.Slot, StoredSchedules.Written(slot.Slot))));
    }

    private static string Named(NoticeKind usual) => usual == NoticeKind.Refusal ? "refused" : "failed";

    [GeneratedRegex("^[A-Z][A-Z0-9_]{2,59}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeWord();
}
