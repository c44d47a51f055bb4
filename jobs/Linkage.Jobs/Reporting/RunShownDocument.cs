using Linkage.Jobs.Collecting;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Extract.Compared;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage runs show --json</c> prints.</summary>
/// <param name="Run">The run, as <c>status</c> shows it.</param>
/// <param name="Reconciles">Whether rows in are rows kept and rejected in every stage that ended.</param>
/// <param name="HasLog">Whether its own log is here.</param>
/// <param name="Slot">The slot it was an attempt at; of a run that somebody began by hand the request to end it, absent when there is none.</param>
/// <param name="Problem">What ended it; absent when it was released or is under way.</param>
/// <param name="Completeness">How each delivery stands beside the one before it; absent where none was compared.</param>
internal sealed record RunShownDocument(StatusDocument.RunStatus Run, bool Reconciles, bool HasLog, RunShownDocument.ShownSlot? Slot, RunShownDocument.ShownProblem? Problem, IReadOnlyList<CompletenessReport>? Completeness)
{
    /// <summary>Shapes what the store holds.</summary>
    public static RunShownDocument Of(RecordedRun run, bool isHeld, IReadOnlyList<StoredRelease> releases, SlotHistory? slot, bool hasLog, DateTimeOffset now) => new(
        StatusDocument.RunStatus.Of(run.Row, isHeld, releases.ToDictionary(release => release.Id, StringComparer.Ordinal), now),
        run.Stages.All(stage => stage.Report is null or { Reconciles: true }),
        hasLog,
        slot is null ? null : new ShownSlot(slot.Slot, slot.IsPending, [.. slot.Rows.Select(row => new ShownAct(row.Act, SlotHistory.Instant(row), row.RunId, row.Code, row.Person, row.Reason))]),
        run.Refusals is [var first, ..] ? new ShownProblem(first.Stage, first.Code, first.Message, RunbookAnchors.Of(first.Code, first.Stage))
            : RunsDocument.StateOf(run.Row, isHeld) == RunState.Crashed ? new ShownProblem(run.Stages is [.., var last] ? last.Name : "Start", "CRASHED", "Its process ended without a word: killed, or the machine went down.", RunbookAnchors.Of("CRASHED", "Start"))
            : null,
        run.Stages.Select(stage => stage.Report?.Completeness).OfType<IReadOnlyList<CompletenessReport>>().FirstOrDefault());

    /// <summary>The slot.</summary>
    /// <param name="Slot">When it was due.</param>
    /// <param name="Pending">Whether it still has to be run.</param>
    /// <param name="History">What became of it, the first thing first.</param>
    internal sealed record ShownSlot(DateTimeOffset Slot, bool Pending, IReadOnlyList<ShownAct> History);

    /// <summary>Something that became of it.</summary>
    /// <param name="Act">What.</param>
    /// <param name="At">When.</param>
    /// <param name="Run">The run, where one is known.</param>
    /// <param name="Code">Why, as a reason code.</param>
    /// <param name="Person">Who asked for it.</param>
    /// <param name="Reason">Why somebody asked for its end, in their words.</param>
    internal sealed record ShownAct(string Act, DateTimeOffset At, string? Run, string? Code, string? Person, string? Reason);

    /// <summary>What ended a run.</summary>
    /// <param name="Stage">Where.</param>
    /// <param name="Code">Reason code.</param>
    /// <param name="Message">What, where and what to do.</param>
    /// <param name="Runbook">Where the runbook says what to do; absent for a code it has no row for.</param>
    internal sealed record ShownProblem(string Stage, string Code, string Message, string? Runbook);
}
