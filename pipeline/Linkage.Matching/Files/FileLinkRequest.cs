namespace Linkage.Matching.Files;

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

    /// <summary>A settings file (<see cref="LinkSettings"/>), or null to infer what the columns mean.</summary>
    public string? Settings { get; init; }

    /// <summary>A DuckDB expression over a record's columns that is equal for records of one entity, or null.</summary>
    public string? Truth { get; init; }

    /// <summary>
    /// A CSV or Parquet file of labelled pairs (left_id, right_id, is_match, and left_dataset and right_dataset, which are <c>left</c> or <c>right</c> and may be
    /// left out: the left id is then of the left file, the right id of the right one), or null.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>Columns of the files to report accuracy by. Never used as evidence, and never a column that identifies people. They need <see cref="Truth"/>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// Folder for links.parquet, clusters.parquet, model.json, settings.json and run.json, or null to write nothing. A run that was stopped goes on where it
    /// was when it is asked for again, from <c>unfinished</c> in the folder.
    /// </summary>
    public string? Out { get; init; }

    /// <summary>Folder that keeps persons and their ledger from run to run (<see cref="Clustering.Incremental.SpineFolder"/>), or null.</summary>
    public string? Spine { get; init; }

    /// <summary>
    /// True to compare only records that are new or changed since the run before in <see cref="Spine"/>, with its model; its links stand for all other pairs.
    /// In an empty spine every record is new. Needs a spine.
    /// </summary>
    public bool OnlyNew { get; init; }

    /// <summary>Name of this run in the ledger of <see cref="Spine"/>; null takes its number.</summary>
    public string? Run { get; init; }

    /// <summary>The HTML file to write a report of the run to, or null for none.</summary>
    public string? Report { get; init; }

    /// <summary>True for a report that shows record ids and values: personal data, for the identity zone only.</summary>
    public bool ReportShowsIdentifiers { get; init; }

    /// <summary>When the run was, for the report; null to leave it out.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Least match probability of a pair that is written to links.parquet, 0 to 1, when below the threshold: what clerical review needs. Null: the threshold.</summary>
    public double? KeepFrom { get; init; }

    /// <summary>Worker threads; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of DuckDB's buffers, in MiB.</summary>
    public int MemoryLimitMib { get; init; } = 4096;
}
