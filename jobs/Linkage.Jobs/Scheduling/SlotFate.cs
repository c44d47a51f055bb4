namespace Linkage.Jobs.Scheduling;

/// <summary>What becomes of a slot that has come. All but <see cref="Waits"/> settle it.</summary>
internal enum SlotFate
{
    /// <summary>It is run now.</summary>
    Run,

    /// <summary>A later slot is run in its stead.</summary>
    Superseded,

    /// <summary>It was missed, and is not run.</summary>
    Skipped,

    /// <summary>It is not settled: the window is closed. Ask again when it opens.</summary>
    Waits,
}
