namespace Linkage.Jobs.Store;

/// <summary>Something that became of a slot of a schedule.</summary>
internal sealed class SlotRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>The project's id.</summary>
    public required string Project { get; init; }

    /// <summary>The instant it was due at, ISO 8601 in UTC to the second.</summary>
    public required string Slot { get; init; }

    /// <summary>Its place among what became of the slot, from 0. Two that write the same place are parted by the database: the second is refused.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Requested, Begun, Retried, Interrupted, CancelRequested, Released, Refused, Failed, Overran, Cancelled, Superseded or Skipped.</summary>
    public required string Act { get; init; }

    /// <summary>The run, where one began.</summary>
    public string? RunId { get; init; }

    /// <summary>Why, as a reason code.</summary>
    public string? Code { get; init; }

    /// <summary>Who asked for it, or for its end.</summary>
    public string? Person { get; init; }

    /// <summary>Why somebody asked for its end, in their words.</summary>
    public string? Reason { get; init; }

    /// <summary>How many slots this settles: the slot itself and, of missed ones that are not run, those right before it.</summary>
    public int Covers { get; init; } = 1;

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }
}
