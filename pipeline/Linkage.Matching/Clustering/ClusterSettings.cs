namespace Linkage.Matching.Clustering;

/// <summary>How links become clusters.</summary>
public sealed record ClusterSettings
{
    /// <summary>Least match probability of a link that joins, 0 to 1.</summary>
    public double MinimumProbability { get; init; } = 0.95;

    /// <summary>
    /// The only pairs of datasets that may share a cluster: a chain of links never brings two others together. Null: any. A dataset may always hold
    /// several records of a cluster, paired with itself or not, unless it is free of duplicates.
    /// </summary>
    public IReadOnlyList<DatasetPair>? PermittedPairs { get; init; }

    /// <summary>Datasets free of duplicates: a cluster holds at most one record of each.</summary>
    public IReadOnlyList<string> DuplicateFree { get; init; } = [];

    /// <summary>Keep only links that are the best of both their records towards the other's dataset.</summary>
    public bool BestMutualOnly { get; init; }

    /// <summary>
    /// Most records of a cluster, or null. A larger one is split at its weakest links: the threshold is raised inside it until every part fits, parts
    /// apart from each other, ties in the order of the records. Must be 2 or more.
    /// </summary>
    public int? MaxClusterSize { get; init; }

    /// <summary>Further thresholds (probabilities, 0 to 1, in any order) to have the clusters at: <see cref="ClusterResult.ClustersByThreshold"/>.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [];
}
