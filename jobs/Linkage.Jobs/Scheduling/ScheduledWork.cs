using System.Data.Common;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// Does what is due in a workspace, one slot after another, until nothing is. Whoever calls it, and however often, does not matter: what is due follows from the schedules, the clock and
/// the store, and what becomes of a slot is written by the holder of the workspace alone. So any scheduler will do to call it, and one that calls twice, late or not at all for a while spoils nothing.
/// </summary>
/// <param name="place">Where the workspace and the projects are.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="runner">Runs a project.</param>
/// <param name="log">Told what is done.</param>
internal sealed class ScheduledWork(Place place, TimeProvider clock, IProjectRunner runner, IWorkLog log)
{
    // By so much a clock may be set back without anybody being told.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private const string Busy = "WORKSPACE_BUSY";

    private readonly StoreDatabase _database = StoreDatabase.Of(place.Environment.Workspace);

    private readonly ScheduledProjects _projects = new(place.Cohorts);

    private StoredSchedules Schedules => new(_database, place.Environment.Workspace, clock);

    /// <summary>Runs every slot that is due now. Returns when nothing is due any more, or when another process works in the workspace.</summary>
    /// <param name="cancellationToken">The host stops: the run under way ends at once, and its slot is begun again by the next host.</param>
    /// <exception cref="ProblemException">A project file cannot be accepted; the others were done. Or what stands of schedules is not what the ledger recorded, or the workspace cannot be worked in; the slot comes again.</exception>
    /// <exception cref="DbException">The store cannot be read or written; whatever was under way is pending there, and comes again.</exception>
    /// <exception cref="DbUpdateException">The same.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // One slot of each project in turn, so that a backfill of one keeps no other from its night; and the files as they are by then.
        ConfigurationException? unreadable = null;
        var any = true;
        while (any && !cancellationToken.IsCancellationRequested)
        {
            (any, unreadable) = (false, null);
            foreach (var project in _projects.Read(problem => unreadable ??= problem))
            {
                any |= !cancellationToken.IsCancellationRequested && Next(project) is { } slot && await RunAsync(project, slot, cancellationToken).ConfigureAwait(false);
            }
        }

        if (unreadable is not null)
        {
            throw new ProblemException(Faults.Of(unreadable, workspace: null));
        }
    }

    /// <summary>How many slots of all projects are pending now, and how long ago the oldest was due, in seconds.</summary>
    /// <exception cref="DbException">The store cannot be read.</exception>
    public (long Pending, double OldestSeconds) CountPending()
    {
        var now = clock.GetUtcNow();
        var pending = _projects.Read(_ => { }).SelectMany(project => Schedules.Read(project.Id, now).Pending).Select(slot => slot.Slot).ToList();
        return (pending.Count, pending.Count == 0 ? 0 : Math.Max(0, (now - pending.Min()).TotalSeconds));
    }

    // What is under way or asked for comes first; then the schedule's own slots, unless it is paused.
    private SlotHistory? Next(ScheduledProject project)
    {
        var now = clock.GetUtcNow();
        var state = Schedules.Read(project.Id, now);
        if (!state.IsSeen || (state.Pause is null && state.Since > now + Slack))
        {
            Schedules.See(project.Id, now + Slack);
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

        // One that was run by hand in the meantime is not run again.
        var due = DueSlots.At(project.Calendar, state.SettledUntil, now).Where(slot => state.Of(slot.Slot).Rows.Count == 0).ToList();
        foreach (var passed in due.Where(slot => slot.Fate is SlotFate.Superseded or SlotFate.Skipped).GroupBy(slot => slot.Fate))
        {
            Schedules.Pass(project.Id, passed.Max(slot => slot.Slot), passed.Key == SlotFate.Skipped ? SlotAct.Skipped : SlotAct.Superseded, passed.Count());
            log.Passed(project, passed.Key, passed.Count());
        }

        return due.Find(slot => slot.Fate == SlotFate.Run) is { } next ? new SlotHistory(next.Slot, []) : null;
    }

    private static bool MayBegin(ScheduledProject project, ScheduleState state, SlotHistory slot, DateTimeOffset now) =>
        slot.Cancellation is not null || ((slot.Last != SlotAct.Retried || now >= slot.At + RetryPolicy.WaitAfter(project.Id, slot.Slot, slot.Attempts) || slot.At > now + Slack)
        && (slot.IsWanted || (state.Pause is null && project.Calendar.IsOpen(now))));

    // False when it makes no sense to go on with this project now.
    private async Task<bool> RunAsync(ScheduledProject project, SlotHistory slot, CancellationToken cancellationToken)
    {
        Schedules.RequireAsRecorded();
        var goesOn = false;
        try
        {
            await runner.HoldAsync(project, slot.Slot, async (store, run) => goesOn = await AttemptAsync(project, slot, new StoredSchedules(store, place.Environment.Workspace, clock), run, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException waits) when (waits.Problem.Code is StoredSchedules.Taken or Busy)
        {
            log.Waits(project, slot.Slot, waits.Problem);
        }
        catch (WorkspaceLostException)
        {
            // Whoever has the workspace now goes on with the slot, and says what becomes of it.
            log.Lost(project, slot.Slot);
        }

        return goesOn;
    }

    // The workspace is held from here to the end of it: whoever worked there before has written what became of the slot, and nobody else writes now.
    private async Task<bool> AttemptAsync(ScheduledProject project, SlotHistory slot, StoredSchedules held, Func<RunSchedule, CancellationToken, Task<RunOutcome>> run, CancellationToken hostStops)
    {
        if (slot.Cancellation is not null)
        {
            held.Cancel(project.Id, slot);
            log.Ended(project, slot.Slot, SlotAct.Cancelled, null, null);
            return true;
        }

        held.Begin(project.Id, slot);
        using var scope = log.Within(project, slot.Slot);
        log.Begun(project, slot.Slot);
        var begun = clock.GetUtcNow();
        using var limit = project.Calendar.Schedule.MaximumDuration is { } most ? new CancellationTokenSource(most, clock) : new CancellationTokenSource();
        using var watch = new CancellationWatch(() => Schedules.CancellationOf(project.Id, slot.Slot), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hostStops, watch.Token);
        (SlotAct Act, string? Run, string? Code) end;
        try
        {
            var outcome = await run(FrequencyOf(project, slot), either.Token).ConfigureAwait(false);
            end = (StoredSchedules.ActOf(outcome), outcome.Run, StoredSchedules.CodeOf(outcome));
        }
#pragma warning disable CA1031 // Whatever ends an attempt becomes of its slot, told by its code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(e, place.Environment.Workspace);
            log.Broken(project, slot.Slot, problem);
            var act = hostStops.IsCancellationRequested ? SlotAct.Interrupted
                : watch.Token.IsCancellationRequested ? SlotAct.Cancelled
                : limit.IsCancellationRequested ? SlotAct.Overran
                : RetryPolicy.IsTransient(problem) && slot.Attempts + 1 < RetryPolicy.Attempts ? SlotAct.Retried
                : problem.ExitCode == ExitCode.Refused ? SlotAct.Refused
                : SlotAct.Failed;
            end = (act, RunSince(project, begun), problem.Code);
        }

        var stands = held.Record(project.Id, slot.Slot, end.Act, end.Run, end.Code);
        var became = Enum.Parse<SlotAct>(stands.Act);
        log.Ended(project, slot.Slot, became, stands.RunId, stands.Code);
        return became != SlotAct.Interrupted;
    }

    // The gate is told how often the schedule comes, and of a slot that somebody asked for that a person did.
    private static RunSchedule FrequencyOf(ScheduledProject project, SlotHistory slot)
    {
        if (slot.Attempts >= RetryPolicy.Attempts)
        {
            throw ProblemException.BadConfiguration("CRASHED", $"Its host was killed in this slot {slot.Attempts} times.", project.File, "Find out by what, memory for instance; then 'linkage schedules trigger'.");
        }

        return slot.IsWanted ? RunSchedule.OnDemand : SlotFrequency.Of(project.Calendar, slot.Slot.AddDays(-1))
            ?? throw ProblemException.Refused(
                "SCHEDULE_NOT_PERMITTED", "The schedule comes more than once a day, which no rule can permit.", project.File, "Write a schedule as the rule permits it, and ask for more runs by hand.");
    }

    // A run that broke does not say its name; it is the one that the store has of the project since the attempt began.
    private string? RunSince(ScheduledProject project, DateTimeOffset begun) =>
        RunStore.ReadLatest(_database, place.Environment.Workspace, 1) is [var run] && run.Project == project.Id && run.StartedAt >= begun.AddMilliseconds(-1) ? run.RunId : null;
}
