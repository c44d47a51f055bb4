namespace Linkage.Jobs.Watching;

/// <summary>One line of a run's own log. Ids, instants, codes and counts only; what does not belong to the event is absent.</summary>
/// <param name="At">When, by the clock of the machine.</param>
/// <param name="Event">What happened: run-begun, stage-begun, stage-ended, decided, granted, key-touched, run-ended, run-stopped or log-full.</param>
/// <param name="Run">The run.</param>
internal sealed record RunLogLine(DateTimeOffset At, string Event, string Run)
{
    /// <summary>The project's id.</summary>
    public string? Project { get; init; }

    /// <summary>The slot it runs in; absent for a run that somebody began by hand.</summary>
    public DateTimeOffset? Slot { get; init; }

    /// <summary>The instant it is decided at.</summary>
    public DateTimeOffset? Instant { get; init; }

    /// <summary>The stage, or the point of a decision.</summary>
    public string? Stage { get; init; }

    /// <summary>Rows offered.</summary>
    public long? In { get; init; }

    /// <summary>Rows passed on.</summary>
    public long? Kept { get; init; }

    /// <summary>Rows not passed on, by reason code.</summary>
    public IReadOnlyDictionary<string, long>? Rejected { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Peak resident memory in MiB.</summary>
    public double? PeakMib { get; init; }

    /// <summary>Whether every output was there already.</summary>
    public bool? Reused { get; init; }

    /// <summary>Whether the gate said yes.</summary>
    public bool? Allowed { get; init; }

    /// <summary>Id of the rule.</summary>
    public string? Rule { get; init; }

    /// <summary>Version of the rule.</summary>
    public int? Version { get; init; }

    /// <summary>Reason codes, or the code of the problem that ended it.</summary>
    public IReadOnlyList<string>? Codes { get; init; }

    /// <summary>What was done with a key, or how the run ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>Ids of a grant, of keys, of releases or of a fault record; at the end of Extract the datasets whose delivery differs from the one before it by more than its limits.</summary>
    public IReadOnlyList<string>? Ids { get; init; }
}
