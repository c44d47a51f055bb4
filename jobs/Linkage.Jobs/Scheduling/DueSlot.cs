namespace Linkage.Jobs.Scheduling;

/// <summary>A slot that has come, and what becomes of it.</summary>
/// <param name="Slot">When it was due, in UTC.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Until">For one that waits: when its window opens, in UTC. Null otherwise.</param>
internal sealed record DueSlot(DateTimeOffset Slot, SlotFate Fate, DateTimeOffset? Until);
