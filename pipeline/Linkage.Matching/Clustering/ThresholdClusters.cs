namespace Linkage.Matching.Clustering;

/// <summary>What clustering made at one threshold.</summary>
public sealed record ThresholdClusters
{
    /// <summary>Least match probability of a link that joined, 0 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Clusters, those of one record included.</summary>
    public required long ClusterCount { get; init; }

    /// <summary>Clusters of two records or more.</summary>
    public required long LinkedClusterCount { get; init; }

    /// <summary>Records of the largest cluster.</summary>
    public required long LargestCluster { get; init; }

    /// <summary>Links that would have brought together datasets that may not meet, or a second record of a duplicate-free dataset.</summary>
    public required long RefusedLinks { get; init; }

    /// <summary>Clusters that held more than <see cref="ClusterSettings.MaxClusterSize"/> records and were split.</summary>
    public required long SplitClusters { get; init; }

    /// <summary>Records of the clusters that were split.</summary>
    public required long SplitRecords { get; init; }
}
