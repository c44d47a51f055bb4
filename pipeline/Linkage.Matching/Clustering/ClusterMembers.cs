using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>The records that are clustered, numbered from 0 in the order of dataset and id.</summary>
/// <param name="Relation">One row a record: number, ds (its dataset by number), dataset, record_id.</param>
/// <param name="IdFunction">The function in SQL that gives the id of a record by number, where there is one; null for a join.</param>
internal sealed record ClusterMembers(SqlName Relation, string? IdFunction);
