using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// How well clusters agree with the true entities, over the records the truth knows and every pair of them, of whatever datasets. A figure whose denominator
/// is 0 is not defined and null.
/// </summary>
public sealed record ClusterQuality
{
    /// <summary>Records in the truth and in a cluster.</summary>
    public required long Records { get; init; }

    /// <summary>Pairs of records in one cluster.</summary>
    public required long ClusterPairs { get; init; }

    /// <summary>Pairs of records of one entity.</summary>
    public required long TruePairs { get; init; }

    /// <summary>Pairs that are both.</summary>
    public required long SharedPairs { get; init; }

    /// <summary>Share of pairs in clusters that are true, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Precision => ClusterPairs == 0 ? null : (double)SharedPairs / ClusterPairs;

    /// <summary>Share of true pairs that are in one cluster, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Recall => TruePairs == 0 ? null : (double)SharedPairs / TruePairs;

    /// <summary>Harmonic mean of the two, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? F1 => ClusterPairs + TruePairs == 0 ? null : 2.0 * SharedPairs / (ClusterPairs + TruePairs);

    /// <summary>Entities of two records or more.</summary>
    public required long Entities { get; init; }

    /// <summary>Those of them whose records are one cluster, whole and alone.</summary>
    public required long EntitiesWhole { get; init; }

    /// <summary>Those of them whose records are all in one cluster, alone there or not.</summary>
    public required long EntitiesTogether { get; init; }

    /// <summary>Share of entities of two records or more found whole, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? WholeShare => Entities == 0 ? null : (double)EntitiesWhole / Entities;

    /// <summary>Entities of one record.</summary>
    public required long SingleEntities { get; init; }

    /// <summary>Those of them left alone.</summary>
    public required long SingleEntitiesAlone { get; init; }

    /// <summary>
    /// 1 when every cluster holds one entity only, 0 when clusters say nothing of entities; null when all records are one entity. Rosenberg and Hirschberg,
    /// "V-Measure" (2007), as the next two.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? Homogeneity { get; init; }

    /// <summary>1 when every entity is in one cluster only; null when all records are one cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? Completeness { get; init; }

    /// <summary>Harmonic mean of homogeneity and completeness; null where one of them is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? VMeasure => Homogeneity is { } h && Completeness is { } c ? (h + c == 0 ? 0 : 2 * h * c / (h + c)) : null;

    /// <summary>B-cubed precision: of a record's cluster, the share that is its entity, averaged over records. Bagga and Baldwin (1998), as the next.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? BCubedPrecision { get; init; }

    /// <summary>B-cubed recall: of a record's entity, the share that is in its cluster, averaged over records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? BCubedRecall { get; init; }

    /// <summary>Harmonic mean of the two; null without records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? BCubedF1 => BCubedPrecision is { } p && BCubedRecall is { } r ? 2 * p * r / (p + r) : null;
}
