using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>What clustering made.</summary>
public sealed record ClusterResult
{
    /// <summary>
    /// One row a record: dataset, record_id, cluster_number (INTEGER from 0), cluster_id (the least record id of the cluster). A record without links is
    /// a cluster of its own.
    /// </summary>
    public required SqlName Clusters { get; init; }

    /// <summary>
    /// One row a threshold and record: threshold (DOUBLE), dataset, record_id, cluster_number, cluster_id; a view that stores a record's cluster once for
    /// all the thresholds at which it is the same. Holds <see cref="ClusterSettings.MinimumProbability"/> and <see cref="ClusterSettings.Thresholds"/>.
    /// </summary>
    public required SqlName ClustersByThreshold { get; init; }

    /// <summary>Figures of each threshold, from the highest to the lowest.</summary>
    public required IReadOnlyList<ThresholdClusters> Thresholds { get; init; }

    /// <summary>
    /// The clusters above the limit and what became of them, one row each: cluster_number and cluster_id of the least part, records, parts, links_cut.
    /// </summary>
    public required SqlName Splits { get; init; }

    /// <summary>Links at or above the threshold between parts of a cluster that was split.</summary>
    public required long CutLinks { get; init; }

    /// <summary>Clusters that held more than <see cref="ClusterSettings.MaxClusterSize"/> records and were split.</summary>
    public required long SplitClusters { get; init; }

    /// <summary>Records of the clusters that were split.</summary>
    public required long SplitRecords { get; init; }

    /// <summary>Records.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Clusters, those of one record included.</summary>
    public required long ClusterCount { get; init; }

    /// <summary>Clusters of two records or more.</summary>
    public required long LinkedClusterCount { get; init; }

    /// <summary>Records of the largest cluster.</summary>
    public required long LargestCluster { get; init; }

    /// <summary>Links that would have brought together datasets that may not meet, or a second record of a duplicate-free dataset.</summary>
    public required long RefusedLinks { get; init; }
}
