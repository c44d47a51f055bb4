namespace Linkage.Jobs.Store;

/// <summary>Something that was said of a schedule.</summary>
internal sealed class ScheduleRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>The project's id.</summary>
    public required string Project { get; init; }

    /// <summary>Its place among what was said of the schedule, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Seen, Paused or Resumed.</summary>
    public required string Act { get; init; }

    /// <summary>Who said it; null for Seen, which the host does.</summary>
    public string? Person { get; init; }

    /// <summary>Why, in their own words.</summary>
    public string? Reason { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string At { get; init; }
}
