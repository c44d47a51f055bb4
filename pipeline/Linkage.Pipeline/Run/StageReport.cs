using System.Text.Json.Serialization;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.SelfAttack;

namespace Linkage.Pipeline.Run;

/// <summary>What one stage did with its rows. In = Kept + the sum of Rejected, always.</summary>
public sealed record StageReport
{
    /// <summary>Extract, Pseudonymise, Link, Gate or Release.</summary>
    public required string Name { get; init; }

    /// <summary>Rows offered to the stage.</summary>
    public required long In { get; init; }

    /// <summary>Rows it passed on.</summary>
    public required long Kept { get; init; }

    /// <summary>Rows it did not pass on, by reason code.</summary>
    public required IReadOnlyDictionary<string, long> RejectedByReason { get; init; }

    /// <summary>All rows it did not pass on.</summary>
    public long Rejected => RejectedByReason.Values.Sum();

    /// <summary>Rows kept in spite of a warning, by reason code. A row may count under several.</summary>
    public IReadOnlyDictionary<string, long> WarnedByReason { get; init; } = new Dictionary<string, long>();

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Peak resident memory of the process during the stage, in MiB.</summary>
    public double PeakMib { get; init; }

    /// <summary>True when every output was already published for the same inputs and was used again.</summary>
    public bool Reused { get; init; }

    /// <summary>What the run tried against its own pseudonyms; null for a stage that does not, and where nobody did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttackReport? SelfAttack { get; init; }

    /// <summary>How each delivery stands beside the one before it; null for a stage that compares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CompletenessReport>? Completeness { get; init; }

    /// <summary>The same counts per dataset or output, for a report.</summary>
    public IReadOnlyList<StagePart> Parts { get; init; } = [];

    /// <summary>True when no row was dropped in silence.</summary>
    public bool Reconciles => In == Kept + Rejected && Parts.All(p => p.In == p.Kept + p.RejectedByReason.Values.Sum());
}

/// <summary>The rows of one dataset or output within a stage.</summary>
/// <param name="Name">Dataset id or output name.</param>
/// <param name="In">Rows offered.</param>
/// <param name="Kept">Rows passed on.</param>
/// <param name="RejectedByReason">Rows not passed on, by reason code.</param>
/// <param name="WarnedByReason">Rows kept with a warning, by reason code.</param>
/// <param name="Reused">Taken from an earlier run over the same inputs.</param>
public sealed record StagePart(
    string Name,
    long In,
    long Kept,
    IReadOnlyDictionary<string, long> RejectedByReason,
    IReadOnlyDictionary<string, long> WarnedByReason,
    bool Reused);
