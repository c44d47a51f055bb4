namespace Linkage.Matching.Evaluation;

/// <summary>Two files to link, or one with itself.</summary>
public sealed record FileLinkRequest
{
    /// <summary>The left file: CSV or Parquet.</summary>
    public required string Left { get; init; }

    /// <summary>The right file, or null to link the left one with itself.</summary>
    public string? Right { get; init; }

    /// <summary>The column with the record id, in both files. Never used as evidence.</summary>
    public required string Id { get; init; }

    /// <summary>Columns not to use as evidence.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>A settings file (<see cref="FileLinkSettings"/>), or null to infer what the columns mean.</summary>
    public string? Settings { get; init; }

    /// <summary>A DuckDB expression over a record's columns that is equal for records of one entity, or null.</summary>
    public string? Truth { get; init; }

    /// <summary>Folder for links.parquet, clusters.parquet, model.json, settings.json and run.json, or null to write nothing.</summary>
    public string? Out { get; init; }

    /// <summary>Least match probability of a pair that is written to links.parquet, 0 to 1, when below the threshold: what clerical review needs. Null: the threshold.</summary>
    public double? KeepFrom { get; init; }

    /// <summary>Worker threads; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of DuckDB's buffers, in MiB.</summary>
    public int MemoryLimitMib { get; init; } = 4096;
}
