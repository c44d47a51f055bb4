using Linkage.Matching.Blocking;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Training;

namespace Linkage.Matching.Report;

/// <summary>
/// What a report says of one run: figures, and a few pairs explained. <see cref="MatchReportCollector"/> makes it. Unless <see cref="ShowsIdentifiers"/> is
/// true it holds no record id and no value of a record outside <see cref="Evaluation"/>, of which <see cref="MatchReport"/> writes neither.
/// </summary>
public sealed record MatchReportData
{
    /// <summary>The title of the page.</summary>
    public string Title { get; init; } = "Record linkage report";

    /// <summary>When the run was, as the caller says; null to leave it out. Nothing here looks at a clock.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>The datasets and their records, in order of name.</summary>
    public required IReadOnlyList<ReportDataset> Datasets { get; init; }

    /// <summary>Pairs of records the datasets could form.</summary>
    public required long PossiblePairs { get; init; }

    /// <summary>Pairs compared.</summary>
    public required long PairsCompared { get; init; }

    /// <summary>Links at or above <see cref="Threshold"/>.</summary>
    public required long LinkCount { get; init; }

    /// <summary>The match probability at which a pair is a link, 0 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Expected share of matches among all possible pairs before anything is compared, 0 to 1.</summary>
    public required double Prior { get; init; }

    /// <summary>The model the pairs were scored with that have none of their own.</summary>
    public required LinkModel Model { get; init; }

    /// <summary>Pairs of datasets that were scored with models of their own; the figures of m and u are not theirs, the explained pairs are.</summary>
    public int PairsWithOwnModels { get; init; }

    /// <summary>SHA-256 of the settings file, lower-case hex; null when there was none.</summary>
    public string? SettingsDigest { get; init; }

    /// <summary>Wall seconds by step; empty to leave them out.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Seconds { get; init; } = [];

    /// <summary>What the run warned of.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The comparisons and their levels. Levels that cannot occur in this run are left out.</summary>
    public required IReadOnlyList<ReportComparison> Comparisons { get; init; }

    /// <summary>Pairs kept, by match weight, ascending.</summary>
    public required IReadOnlyList<WeightBin> Weights { get; init; }

    /// <summary>Pairs explained.</summary>
    public required IReadOnlyList<ExplainedPair> Pairs { get; init; }

    /// <summary>Pairs the caller named that are not among the pairs kept.</summary>
    public required int PairsNotFound { get; init; }

    /// <summary>What each blocking rule yielded and left out.</summary>
    public required IReadOnlyList<BlockingCount> Blocking { get; init; }

    /// <summary>Clusters by size; empty when nothing was clustered and nothing evaluated.</summary>
    public required IReadOnlyList<ClusterSizeBin> ClusterSizes { get; init; }

    /// <summary>The evaluation: quality, unlinkable records, completeness, groups; null without one.</summary>
    public EvaluationResult? Evaluation { get; init; }

    /// <summary>True when the report shows record ids and values: for the identity zone only, and the page says so.</summary>
    public required bool ShowsIdentifiers { get; init; }
}

/// <summary>A dataset of the run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Records">Its records.</param>
public sealed record ReportDataset(string Name, long Records);

/// <summary>A comparison of the run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Levels">Its levels, best first.</param>
public sealed record ReportComparison(string Name, IReadOnlyList<ModelLevel> Levels);

/// <summary>Pairs kept whose match weights lie in one interval. An interval with the threshold in it comes in two parts.</summary>
/// <param name="From">Least weight, log2 of the odds.</param>
/// <param name="To">Weight below which it ends.</param>
/// <param name="Links">Pairs at or above the threshold.</param>
/// <param name="Others">Pairs below the threshold.</param>
public sealed record WeightBin(double From, double To, long Links, long Others);
