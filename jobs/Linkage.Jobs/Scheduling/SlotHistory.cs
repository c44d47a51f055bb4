using System.Globalization;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Scheduling;

/// <summary>What became of one slot, in order.</summary>
/// <param name="Slot">The instant it was due at.</param>
/// <param name="Rows">What became of it, the first thing first; none of one that nothing became of yet.</param>
internal sealed record SlotHistory(DateTimeOffset Slot, IReadOnlyList<SlotRow> Rows)
{
    /// <summary>What leaves a slot pending.</summary>
    internal static readonly IReadOnlyList<SlotAct> GoingOn = [SlotAct.Requested, SlotAct.Begun, SlotAct.Retried, SlotAct.Interrupted, SlotAct.CancelRequested];

    /// <summary>The last thing that became of it.</summary>
    public SlotAct Last => Act(Rows[^1]);

    /// <summary>Whether it still has to be run: asked for, broken off by a crash of the host, or to be tried again.</summary>
    public bool IsPending => Rows.Count > 0 && GoesOn(Last);

    /// <summary>Whether the schedule made it, and not somebody by hand.</summary>
    public bool IsScheduled => Act(Rows[0]) is not (SlotAct.Requested or SlotAct.CancelRequested);

    /// <summary>Whether somebody asked for it and it has not ended since.</summary>
    public bool IsWanted => IsPending && Rows.Skip(LastEnd + 1).Any(row => Act(row) == SlotAct.Requested);

    /// <summary>Whether it is no slot at all, but the place of a request to end a run that somebody began by hand.</summary>
    public bool IsOfRunByHand => Rows.Count > 0 && Act(Rows[0]) == SlotAct.CancelRequested;

    /// <summary>The request to end it that nobody has obeyed yet; null when there is none.</summary>
    public SlotRow? Cancellation => IsPending ? Rows.Skip(LastEnd + 1).FirstOrDefault(row => Act(row) == SlotAct.CancelRequested) : null;

    /// <summary>Whether a person has asked for its end and nobody has obeyed yet.</summary>
    public bool IsCancelledBy(string person) => IsPending && Rows.Skip(LastEnd + 1).Any(row => Act(row) == SlotAct.CancelRequested && row.Person == person);

    /// <summary>How the attempt that was begun last ended, whatever was asked for since; null while it has not.</summary>
    public SlotRow? End => Rows.Skip(Rows.ToList().FindLastIndex(row => Act(row) == SlotAct.Begun) + 1).LastOrDefault(row => !GoesOn(Act(row)));

    /// <summary>How often it was begun since it last ended, but for those times that the host was told to stop.</summary>
    public int Attempts => Rows.Skip(LastEnd + 1).Sum(row => Act(row) switch { SlotAct.Begun => 1, SlotAct.Interrupted => -1, _ => 0 });

    /// <summary>When the last thing became of it.</summary>
    public DateTimeOffset At => Instant(Rows[^1]);

    /// <summary>The instant at which something became of a slot.</summary>
    public static DateTimeOffset Instant(SlotRow row) => DateTimeOffset.ParseExact(row.At, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>The slot that something became of.</summary>
    public static DateTimeOffset SlotOf(SlotRow row) => DateTimeOffset.Parse(row.Slot, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private int LastEnd => Rows.ToList().FindLastIndex(row => !GoesOn(Act(row)));

    private static bool GoesOn(SlotAct act) => GoingOn.Contains(act);

    private static SlotAct Act(SlotRow row) => Enum.Parse<SlotAct>(row.Act);
}
