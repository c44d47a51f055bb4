using System.Globalization;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Scheduling;

/// <summary>Where the schedule of a project stands, by the store.</summary>
/// <param name="Said">What was said of it, the first thing first.</param>
/// <param name="Slots">Its latest slots, the oldest first, each with all that became of it; every one that is pending, and every one after the last that is settled, among them.</param>
/// <param name="Settled">The last slot of the schedule that ended; null before there is one.</param>
internal sealed record ScheduleState(IReadOnlyList<ScheduleRow> Said, IReadOnlyList<SlotHistory> Slots, DateTimeOffset? Settled)
{
    /// <summary>Whether a host has seen it; before that nothing of it is due.</summary>
    public bool IsSeen => Said.Count > 0;

    /// <summary>Who paused it and why; null when it is not paused.</summary>
    public ScheduleRow? Pause => Said is [.., { Act: StoredSchedules.Paused } paused] ? paused : null;

    /// <summary>Until when its slots are settled: by what became of them, or because it was not there or paused then.</summary>
    public DateTimeOffset SettledUntil => Settled is { } last && last > Since ? last : Since;

    /// <summary>Since when it is in force: since it was first seen, or resumed.</summary>
    public DateTimeOffset Since => Said.Count == 0 ? DateTimeOffset.MaxValue : InstantOf(Said[^1]);

    /// <summary>The slots that have to be run or run again, the oldest first.</summary>
    public IEnumerable<SlotHistory> Pending => Slots.Where(slot => slot.IsPending);

    /// <summary>What became of a slot after the last one that is settled; nothing yet for one that the store does not know.</summary>
    public SlotHistory Of(DateTimeOffset slot) => Slots.FirstOrDefault(one => one.Slot == slot) ?? new SlotHistory(slot, []);

    private static DateTimeOffset InstantOf(ScheduleRow row) => DateTimeOffset.ParseExact(row.At, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
