namespace Linkage.Jobs.Store;

/// <summary>Where a recorded run stands.</summary>
internal enum RunState
{
    /// <summary>Begun and not ended, as far as the store knows.</summary>
    Running,

    /// <summary>Ended with a release.</summary>
    Released,

    /// <summary>Ended with a refusal.</summary>
    Refused,

    /// <summary>Ended by a fault.</summary>
    Failed,

    /// <summary>Interrupted by its user.</summary>
    Cancelled,

    /// <summary>Its process ended without a word: killed, or the machine went down.</summary>
    Crashed,
}
