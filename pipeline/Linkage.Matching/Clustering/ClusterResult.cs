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
