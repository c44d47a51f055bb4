using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// Accuracy of the links of one group of records at the fixed threshold, beside the rest. A pair belongs to a group when one of its records does, so a pair
/// of records in different groups counts in both. A share is withheld where it would tell of fewer than <see cref="EvaluationRequest.SmallestGroup"/> pairs
/// found, missed or wrong (and more than none), also as the whole less the groups that are shown.
/// </summary>
public sealed record GroupAccuracy
{
    /// <summary>What the records are grouped by: the column's name.</summary>
    public required string Grouping { get; init; }

    /// <summary>The group: a value of the column; null for records without a value, and for groups merged because they are small.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Group { get; init; }

    /// <summary>How many groups were merged into this row because they held too few records to be shown; 0 for a group of its own.</summary>
    public required int MergedGroups { get; init; }

    /// <summary>Records of the group.</summary>
    public required long Records { get; init; }

    /// <summary>True pairs with a record of the group; null where recall is withheld.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? TruePairs => Recall?.Whole;

    /// <summary>True links among the links with a record of the group; null where it is withheld.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Proportion? Precision { get; init; }

    /// <summary>True links among the true pairs with a record of the group; null where it is withheld.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Proportion? Recall { get; init; }

    /// <summary>Precision of the group less precision of all pairs without a record of it; null where one of the two is not defined, or it is withheld.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ProportionDifference? PrecisionToRest { get; init; }

    /// <summary>The same for recall.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ProportionDifference? RecallToRest { get; init; }
}
