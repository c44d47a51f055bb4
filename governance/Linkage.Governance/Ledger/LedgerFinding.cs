namespace Linkage.Governance.Ledger;

/// <summary>What is wrong with a ledger.</summary>
public enum LedgerFault
{
    /// <summary>A field of an event, or its hash, is not what was written.</summary>
    Edited,

    /// <summary>Events are missing between two others.</summary>
    Deleted,

    /// <summary>An event stands where another belongs.</summary>
    Inserted,

    /// <summary>An event does not follow the one before it.</summary>
    ChainBroken,

    /// <summary>The tree kept beside the events is not theirs.</summary>
    TreeWrong,

    /// <summary>Events that a checkpoint counts are missing at the end.</summary>
    Truncated,

    /// <summary>The events that a checkpoint counts are not those it was signed over.</summary>
    Rewritten,

    /// <summary>A checkpoint cannot be read, or its signature does not hold.</summary>
    CheckpointInvalid,

    /// <summary>No key is known for a checkpoint that must be checked.</summary>
    CheckpointKeyUnknown,

    /// <summary>A checkpoint belongs to another ledger, or this ledger was put in the place of another.</summary>
    CheckpointForeign,

    /// <summary>There is no checkpoint where there must be one.</summary>
    CheckpointMissing,

    /// <summary>A recorded row is not what its last event says.</summary>
    RowEdited,

    /// <summary>A recorded row is missing.</summary>
    RowDeleted,

    /// <summary>A row is there that no event records.</summary>
    RowInserted,

    /// <summary>The tables, or the triggers that keep them from being changed, are not those of this program.</summary>
    SchemaChanged,

    /// <summary>The database itself is damaged.</summary>
    Damaged,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Fault">What kind.</param>
/// <param name="Sequence">The first event it concerns; null when it concerns none.</param>
/// <param name="Message">What is wrong, in words; names, numbers and digests only.</param>
public sealed record LedgerFinding(LedgerFault Fault, long? Sequence, string Message);
