using System.Data.Common;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// Does what is due in a workspace, one slot after another, until nothing is. Whoever calls it, and however often, does not matter: what is due follows from the schedules, the clock and
/// the store, and a slot is begun by the holder of the workspace only. So any scheduler will do to call it, and one that calls twice, late or not at all for a while spoils nothing.
/// </summary>
/// <param name="place">Where the workspace and the projects are.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="runner">Runs a project.</param>
/// <param name="log">Told what is done.</param>
internal sealed class ScheduledWork(Place place, TimeProvider clock, IProjectRunner runner, IWorkLog log)
{
    private const string Busy = "WORKSPACE_BUSY";

    // Of a slot whose every attempt ended without a word.
    private const string Crashed = "CRASHED";

    private readonly StoreDatabase _database = StoreDatabase.Of(place.Environment.Workspace);

    private StoredSchedules Schedules => new(_database, place.Environment.Workspace, clock);

    /// <summary>Runs every slot that is due now. Returns when nothing is due any more, or when another process works in the workspace.</summary>
    /// <param name="cancellationToken">The host stops: the run under way ends at once, and its slot is begun again by the next host.</param>
    /// <exception cref="DbException">The store cannot be read or written; whatever was under way is pending there, and comes again.</exception>
    /// <exception cref="DbUpdateException">The same.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var project in ScheduledProject.In(place.Cohorts, log.Unreadable))
        {
            var goesOn = true;
            while (goesOn && !cancellationToken.IsCancellationRequested)
            {
                goesOn = Next(project) is { } slot && await RunAsync(project, slot, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What is under way or asked for comes first; then the schedule's own slots, unless it is paused.
    private SlotHistory? Next(ScheduledProject project)
    {
        var now = clock.GetUtcNow();
        var state = Schedules.Read(project.Id);
        if (!state.IsSeen)
        {
            Schedules.See(project.Id);
            log.Seen(project);
            return null;
        }

        if (state.Pending.FirstOrDefault(slot => MayBegin(project, state, slot, now)) is { } pending)
        {
            return pending;
        }

        if (state.Pause is not null || state.Pending.Any(slot => slot.IsScheduled))
        {
            return null;
        }

        var due = DueSlots.At(project.Calendar, state.SettledUntil, now).ToList();
        foreach (var passed in due.Where(slot => slot.Fate is SlotFate.Superseded or SlotFate.Skipped).GroupBy(slot => slot.Fate))
        {
            Schedules.Record(project.Id, passed.Max(slot => slot.Slot), passed.Key == SlotFate.Skipped ? SlotAct.Skipped : SlotAct.Superseded, covers: passed.Count());
            log.Passed(project, passed.Key, passed.Count());
        }

        return due.Find(slot => slot.Fate == SlotFate.Run) is { } next ? new SlotHistory(next.Slot, []) : null;
    }

    private static bool MayBegin(ScheduledProject project, ScheduleState state, SlotHistory slot, DateTimeOffset now) =>
        (slot.Last != SlotAct.Retried || now >= slot.At + RetryPolicy.WaitAfter(project.Id, slot.Slot, slot.Attempts))
        && (slot.IsWanted || (state.Pause is null && project.Calendar.IsOpen(now)));

    // False when it makes no sense to go on with this project now.
    private async Task<bool> RunAsync(ScheduledProject project, SlotHistory slot, CancellationToken cancellationToken)
    {
        if (slot.Attempts >= RetryPolicy.Attempts)
        {
            Ended(project, slot.Slot, SlotAct.Failed, LatestRun(project), Crashed);
            return true;
        }

        using var limit = project.Calendar.Schedule.MaximumDuration is { } most ? new CancellationTokenSource(most, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var begun = false;
        try
        {
            var outcome = await runner.RunAsync(project, Begin, either.Token).ConfigureAwait(false);
            Ended(project, slot.Slot, outcome.Outcome == RunOutcomeKind.Released ? SlotAct.Released : SlotAct.Refused, outcome.Run, outcome.Refusals is [var first, ..] ? first.Code : null);
            return true;
        }
#pragma warning disable CA1031 // Whatever ends an attempt becomes of its slot, told by its code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(e, place.Environment.Workspace);
            return problem.Code is StoredSchedules.Taken or Busy
                ? Waits(project, slot.Slot)
                : Ended(project, slot, problem, begun, cancellationToken.IsCancellationRequested ? SlotAct.Interrupted : limit.IsCancellationRequested ? SlotAct.Overran : null);
        }

        void Begin()
        {
            // Held from here on: whoever worked here before has recorded what became of the slot.
            Schedules.Begin(project.Id, slot);
            begun = true;
            log.Begun(project, slot.Slot);
        }
    }

    private bool Waits(ScheduledProject project, DateTimeOffset slot)
    {
        log.Busy(project, slot);
        return false;
    }

    private bool Ended(ScheduledProject project, SlotHistory slot, Problem problem, bool begun, SlotAct? stopped)
    {
        if (!begun)
        {
            Schedules.Begin(project.Id, slot);
        }

        log.Broken(project, slot.Slot, problem);
        var act = stopped
            ?? (RetryPolicy.IsTransient(problem) && slot.Attempts + 1 < RetryPolicy.Attempts ? SlotAct.Retried
            : problem.ExitCode == ExitCode.Refused ? SlotAct.Refused
            : SlotAct.Failed);
        Ended(project, slot.Slot, act, LatestRun(project), problem.Code);
        return act != SlotAct.Interrupted;
    }

    private void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code)
    {
        Schedules.Record(project.Id, slot, act, run, code);
        log.Ended(project, slot, act, run, code);
    }

    // A run that broke does not say its name; it is the last one that the store knows of the project.
    private string? LatestRun(ScheduledProject project) => RunStore.ReadLatest(_database, place.Environment.Workspace, 1) is [var run] && run.Project == project.Id ? run.RunId : null;
}
