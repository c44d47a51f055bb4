using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>Pairwise quality by threshold, against a truth or against labelled pairs.</summary>
public sealed record PairQuality
{
    /// <summary>Pairs known to be one entity, among the pairs that could be linked; those never compared included.</summary>
    public required long TruePairs { get; init; }

    /// <summary>True pairs among the links given, at any threshold: what blocking and the lowest threshold let through.</summary>
    public required long TruePairsFound { get; init; }

    /// <summary>Links nothing is known of: a record is not in the truth, or the pair is not labelled. They count nowhere else.</summary>
    public required long UnjudgedLinks { get; init; }

    /// <summary>
    /// Labels that could not be used: contradicting one another, of a record that was not linked, or of a pair that could not be compared. 0 against a truth.
    /// </summary>
    public required long UnusableLabels { get; init; }

    /// <summary>The point of the best F1 of all thresholds, picked with the truth in hand: an upper bound, not a promise. Null when no link is true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required QualityPoint? Best { get; init; }

    /// <summary>Quality at the fixed threshold.</summary>
    public required QualityPoint AtThreshold { get; init; }

    /// <summary>Quality at round match weights, ascending, from the least weight of a link to above the greatest; exact at each. Empty without judged links.</summary>
    public required IReadOnlyList<QualityPoint> Curve { get; init; }
}
