using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Scheduling;

/// <summary>Is told what the scheduled work does. Ids, instants, codes and counts only.</summary>
internal interface IWorkLog
{
    /// <summary>A schedule was seen for the first time; its slots are due from now on.</summary>
    void Seen(ScheduledProject project);

    /// <summary>A slot begins.</summary>
    void Begun(ScheduledProject project, DateTimeOffset slot);

    /// <summary>What is logged until it is disposed is of this slot.</summary>
    IDisposable? Within(ScheduledProject project, DateTimeOffset slot);

    /// <summary>A slot ended, or is tried again.</summary>
    void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code);

    /// <summary>Slots were missed and are not run.</summary>
    void Passed(ScheduledProject project, SlotFate fate, int count);

    /// <summary>A slot is not begun now: another process works in the workspace, or another host was faster with it.</summary>
    void Waits(ScheduledProject project, DateTimeOffset slot, Problem problem);

    /// <summary>An attempt did not end by itself.</summary>
    void Broken(ScheduledProject project, DateTimeOffset slot, Problem problem);

    /// <summary>The workspace was lost to another host while a slot was run; that one goes on with it.</summary>
    void Lost(ScheduledProject project, DateTimeOffset slot);
}
