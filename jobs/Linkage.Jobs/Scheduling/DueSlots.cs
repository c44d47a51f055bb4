using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// What becomes of each slot that has come since the last one that was settled. A pure function: to ask twice changes nothing, and however often
/// it is asked, every slot is settled once, as long as the last slot of the answer that was acted upon is what it is next asked from.
/// <para>The order is that of time, and that of fates too: first those superseded or skipped, then those that run, or those that wait.
/// So what is left of an answer after a crash is what the next answer begins with.</para>
/// </summary>
internal static class DueSlots
{
    /// <summary>How many missed slots are run where each is to be: the newest of them. Older ones are superseded, for a year of being off must not make a run for every minute of it.</summary>
    public const int MostRuns = 366;

    /// <summary>Within this time of when it could begin, a slot is late and not missed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>The slots after the last that was settled and until now, the oldest first, each worked out when it is asked for.</summary>
    /// <param name="calendar">The slots of the schedule.</param>
    /// <param name="settled">The last slot that was settled; before there is one, the instant at which the schedule was first seen.</param>
    /// <param name="now">The present.</param>
    public static IEnumerable<DueSlot> At(SlotCalendar calendar, DateTimeOffset settled, DateTimeOffset now)
    {
        var (kept, fate) = calendar.Schedule.Missed switch
        {
            MissedSlots.Once => (1, SlotFate.Superseded),
            MissedSlots.Each => (MostRuns, SlotFate.Superseded),
            MissedSlots.Skip => (1, SlotFate.Skipped),
        };
        var newest = new Queue<DateTimeOffset>();
        foreach (var slot in calendar.Between(settled, now))
        {
            newest.Enqueue(slot);
            if (newest.Count > kept)
            {
                yield return new DueSlot(newest.Dequeue(), fate, null);
            }
        }

        DateTimeOffset? opens = calendar.IsOpen(now) ? null : calendar.OpensAt(now);
        foreach (var slot in newest)
        {
            yield return calendar.Schedule.Missed == MissedSlots.Skip && IsMissed(calendar, slot, now)
                ? new DueSlot(slot, SlotFate.Skipped, null)
                : new DueSlot(slot, opens is null ? SlotFate.Run : SlotFate.Waits, opens);
        }
    }

    // Only the newest is asked: the slot after any other has come. While its window is closed a slot waits, and nobody was late.
    private static bool IsMissed(SlotCalendar calendar, DateTimeOffset slot, DateTimeOffset now) => now - calendar.OpensAt(slot) > Grace;
}
