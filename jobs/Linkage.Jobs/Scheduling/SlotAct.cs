namespace Linkage.Jobs.Scheduling;

/// <summary>What can become of a slot.</summary>
internal enum SlotAct
{
    /// <summary>Somebody asked for it by hand.</summary>
    Requested,

    /// <summary>An attempt at it began.</summary>
    Begun,

    /// <summary>The attempt broke, and another one follows after a while.</summary>
    Retried,

    /// <summary>The host was told to stop; the next one begins it again.</summary>
    Interrupted,

    /// <summary>Somebody asked for its end: a run under way is stopped, and one that is not begun never is.</summary>
    CancelRequested,

    /// <summary>It ended with a release.</summary>
    Released,

    /// <summary>It ended with a refusal.</summary>
    Refused,

    /// <summary>It ended by a fault or a wrong configuration.</summary>
    Failed,

    /// <summary>It took longer than its schedule lets it, and was stopped.</summary>
    Overran,

    /// <summary>It ended because somebody asked for that.</summary>
    Cancelled,

    /// <summary>It was missed, and a later one is run in its place.</summary>
    Superseded,

    /// <summary>It was missed, and nothing is run in its place.</summary>
    Skipped,
}
