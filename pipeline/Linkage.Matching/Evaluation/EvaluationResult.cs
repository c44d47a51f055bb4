namespace Linkage.Matching.Evaluation;

/// <summary>How good a linking run is. A figure that is not defined is null, never an invented 0 or 1.</summary>
public sealed record EvaluationResult
{
    /// <summary>The fixed threshold, a match probability.</summary>
    public required double Threshold { get; init; }

    /// <summary>Quality of the links against the truth; null without one.</summary>
    public required PairQuality? Truth { get; init; }

    /// <summary>Quality of the links against labelled pairs; null without labels.</summary>
    public required PairQuality? Labels { get; init; }

    /// <summary>Quality of the clusters against the truth; null without a truth or clusters.</summary>
    public required ClusterQuality? Clusters { get; init; }

    /// <summary>Sizes and graphs of the clusters; null without clusters.</summary>
    public required ClusterShape? ClusterShape { get; init; }

    /// <summary>Records that could not be linked even to themselves, at round match weights, ascending; empty when the run did not keep its records.</summary>
    public required IReadOnlyList<UnlinkablePoint> Unlinkable { get; init; }

    /// <summary>Completeness by dataset and field; empty when the run did not keep its records.</summary>
    public required IReadOnlyList<FieldCompleteness> Completeness { get; init; }

    /// <summary>Accuracy by group, in the order of the columns asked for, then of the groups; empty without groups or truth.</summary>
    public required IReadOnlyList<GroupAccuracy> Groups { get; init; }

    /// <summary>What each blocking rule found, in the order of the rules; empty when the run did not keep its records.</summary>
    public required IReadOnlyList<RuleYield> Rules { get; init; }

    /// <summary>Pairs that are wrong, for review; null without a truth or when the run did not keep its records.</summary>
    public required LinkErrors? Errors { get; init; }
}
