using System.Data.Common;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Zones;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Scheduling;

/// <summary>A run that somebody began by hand: it has no slot, and a request to end it names the run.</summary>
/// <param name="database">Where the store lies; it is prepared.</param>
/// <param name="workspace">The workspace folder; it is held.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="run">Tells the run's id; null before it has one.</param>
internal sealed class RunByHand(StoreDatabase database, string workspace, TimeProvider clock, Func<string?> run)
{
    private StoredSchedules Schedules => new(database, workspace, clock);

    /// <summary>Begins to look whether somebody asks for its end.</summary>
    public CancellationWatch Watch() => new(() => run() is { } id ? Schedules.CancellationOf(id) : null, clock);

    /// <summary>Records that the request was obeyed, or came too late. The run has ended.</summary>
    public void Settle(ProgressView progress)
    {
        try
        {
            if (run() is { } id && Schedules.CancellationOf(id) is { } asked && RunStore.ReadLatest(database, workspace, 1) is [var last] && last.RunId == id)
            {
                progress.Note($"{asked.Person} asked for the end of this run.");
                Schedules.Record(asked.Project, SlotHistory.SlotOf(asked), ActOf(last.State), id, last.State == RunState.Cancelled ? "CANCELLED" : null);
            }
        }
        catch (Exception e) when (e is DbException or DbUpdateException or ProblemException or WorkspaceLostException)
        {
            // The request stays pending and names a run that has ended; nothing obeys it.
        }
    }

    private static SlotAct ActOf(RunState state) => state switch
    {
        RunState.Released => SlotAct.Released,
        RunState.Refused => SlotAct.Refused,
        RunState.Cancelled => SlotAct.Cancelled,
        _ => SlotAct.Failed,
    };
}
