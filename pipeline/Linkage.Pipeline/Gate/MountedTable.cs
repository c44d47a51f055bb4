namespace Linkage.Pipeline.Gate;

/// <summary>A table the cohort query may read: the grant's columns of one dataset, under person keys.</summary>
/// <param name="View">Table name in the session: the dataset id with underscores.</param>
/// <param name="Path">Its Parquet file; an empty table is a file without rows.</param>
/// <param name="Columns">Column names in order, <c>person_key</c> first.</param>
public sealed record MountedTable(string View, string Path, IReadOnlyList<string> Columns);
