using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>What clusters look like by themselves: sizes, and how tightly their links hold them. Needs no truth.</summary>
public sealed record ClusterShape
{
    /// <summary>Least match probability of the links taken as edges.</summary>
    public required double Threshold { get; init; }

    /// <summary>Records, each in one cluster.</summary>
    public required long Records { get; init; }

    /// <summary>Clusters, those of one record included.</summary>
    public required long Clusters { get; init; }

    /// <summary>Clusters of two records or more.</summary>
    public required long LinkedClusters { get; init; }

    /// <summary>Records of the largest cluster.</summary>
    public required long LargestCluster { get; init; }

    /// <summary>Links within clusters.</summary>
    public required long Edges { get; init; }

    /// <summary>Links at or above the threshold whose records are in different clusters: refused by a constraint, or not the best.</summary>
    public required long EdgesBetweenClusters { get; init; }

    /// <summary>Links that alone hold a cluster of three records or more together: without the link it falls apart.</summary>
    public required long Bridges { get; init; }

    /// <summary>Clusters of three records or more with such a link.</summary>
    public required long ClustersWithBridges { get; init; }

    /// <summary>Clusters by size, ascending; sizes 1 to 10 one by one, then in steps.</summary>
    public required IReadOnlyList<ClusterSizeBin> Sizes { get; init; }

    /// <summary>The clusters of three records or more in most doubt: least density first, then the larger. As many as were asked for.</summary>
    public required IReadOnlyList<ClusterGraph> Loosest { get; init; }

    /// <summary>The weakest bridges, least weight first. As many as were asked for.</summary>
    public required IReadOnlyList<ClusterBridge> WeakestBridges { get; init; }
}

/// <summary>Clusters of some sizes.</summary>
/// <param name="From">Least size, in records.</param>
/// <param name="To">Greatest size.</param>
/// <param name="Clusters">How many clusters.</param>
/// <param name="Records">Their records.</param>
/// <param name="Edges">Links within them.</param>
/// <param name="PossibleEdges">Pairs of records within them.</param>
/// <param name="Bridges">Links that alone hold one of them together; 0 for sizes below 3.</param>
public sealed record ClusterSizeBin(long From, long To, long Clusters, long Records, long Edges, long PossibleEdges, long Bridges)
{
    /// <summary>Share of pairs within the clusters that are links, 0 to 1; null for single records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Density => PossibleEdges == 0 ? null : (double)Edges / PossibleEdges;
}

/// <summary>One cluster as a graph.</summary>
/// <param name="ClusterId">Its name: the least record id.</param>
/// <param name="Nodes">Records.</param>
/// <param name="Edges">Links within it.</param>
/// <param name="Bridges">Links without which it falls apart.</param>
public sealed record ClusterGraph(string ClusterId, long Nodes, long Edges, long Bridges)
{
    /// <summary>Share of its pairs that are links, 0 to 1.</summary>
    public double Density => Edges / (Nodes * (Nodes - 1) / 2.0);
}

/// <summary>A link that alone holds a cluster together.</summary>
/// <param name="ClusterId">The cluster.</param>
/// <param name="LeftDataset">Dataset of one record.</param>
/// <param name="LeftId">Its id.</param>
/// <param name="RightDataset">Dataset of the other record.</param>
/// <param name="RightId">Its id.</param>
/// <param name="Weight">Match weight of the link.</param>
/// <param name="SmallerSide">Records on the smaller side when it is cut.</param>
/// <param name="ClusterRecords">Records of the cluster.</param>
public sealed record ClusterBridge(
    string ClusterId, string LeftDataset, string LeftId, string RightDataset, string RightId, double Weight, long SmallerSide, long ClusterRecords);
