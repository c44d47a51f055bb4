namespace Linkage.Jobs.Store;

/// <summary>One run as the store keeps it.</summary>
internal sealed class RunRow
{
    /// <summary>The run's id; sorts by time.</summary>
    public required string RunId { get; init; }

    /// <summary>The project's id.</summary>
    public required string Project { get; init; }

    /// <summary>The instant it was decided at.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>When it began, by the clock of the machine.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs or after a crash.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; set; }

    /// <summary>The process that ran it.</summary>
    public required long ProcessId { get; init; }

    /// <summary>Why it was refused, or what ended it, as JSON.</summary>
    public string Refusals { get; set; } = "[]";

    /// <summary>Links by key, as JSON.</summary>
    public string? Links { get; set; }

    /// <summary>The fault record it left.</summary>
    public string? FaultId { get; set; }

    /// <summary>The workspace it ran in, where the store serves several; null where it lies in its workspace.</summary>
    public string? Workspace { get; init; }

    /// <summary>Its stages in order.</summary>
    public List<StageRow> Stages { get; } = [];

    /// <summary>Its decisions in order.</summary>
    public List<DecisionRow> Decisions { get; } = [];

    /// <summary>Its releases.</summary>
    public List<ReleaseRow> Releases { get; } = [];
}
