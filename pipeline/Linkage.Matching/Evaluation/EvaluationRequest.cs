using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>What to hold a linking run against. Everything is optional: without a truth there are still completeness, unlinkable records, cluster shapes and rules.</summary>
public sealed record EvaluationRequest
{
    /// <summary>
    /// The truth: a relation of dataset, record_id, entity (equal for records of one entity), one row a record at most. A record with a NULL entity is an entity
    /// of its own; links of a record that is not in the relation are not judged. Cluster labels are a truth.
    /// </summary>
    public SqlName? Truth { get; init; }

    /// <summary>Labelled pairs: left_dataset, left_id, right_dataset, right_id, is_match, in either order. NULL for undecided, not used.</summary>
    public SqlName? Labels { get; init; }

    /// <summary>The clusters to measure: dataset, record_id, cluster_number, cluster_id, as <see cref="Clustering.ClusterResult.Clusters"/>. Null: no cluster figures.</summary>
    public SqlName? Clusters { get; init; }

    /// <summary>A relation of dataset, record_id and the columns of <see cref="GroupColumns"/>, one row a record at most. Needs a truth.</summary>
    public SqlName? Groups { get; init; }

    /// <summary>The columns to group records by.</summary>
    public IReadOnlyList<string> GroupColumns { get; init; } = [];

    /// <summary>Pairs of datasets that were compared, or null for all different datasets, or a single one with itself.</summary>
    public IReadOnlyList<DatasetPair>? PermittedPairs { get; init; }

    /// <summary>The fixed threshold, a match probability from 0 to 1.</summary>
    public double Threshold { get; init; } = 0.95;

    /// <summary>Least match probability of the links the clusters were made of; null takes <see cref="Threshold"/>.</summary>
    public double? ClusterThreshold { get; init; }

    /// <summary>Most points of a curve.</summary>
    public int CurvePoints { get; init; } = 100;

    /// <summary>Records a group needs to be shown; smaller ones are merged. Also the pairs found, missed or wrong, when there are any, that a share of a group may tell of.</summary>
    public int SmallestGroup { get; init; } = 10;

    /// <summary>Pairs and clusters to list of each kind, for review; 0 lists none.</summary>
    public int Listed { get; init; } = 20;

    /// <summary>
    /// Whether listed pairs show the values of their fields. They are personal data: only inside the identity zone.
    /// </summary>
    public bool ShowValues { get; init; }

    /// <summary>Most true pairs gone through in search of missed ones.</summary>
    public const long MostTruePairsListed = 5_000_000;
}
