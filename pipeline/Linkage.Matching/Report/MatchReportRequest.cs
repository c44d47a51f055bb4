using Linkage.Matching.Clustering;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Report;

/// <summary>What to report on. The run's temporary tables must still be in the session.</summary>
public sealed record MatchReportRequest
{
    /// <summary>The run.</summary>
    public required LinkResult Run { get; init; }

    /// <summary>The settings it ran with.</summary>
    public required LinkSettings Settings { get; init; }

    /// <summary>The match probability at which a pair is a link, 0 to 1; null for the least the run kept.</summary>
    public double? Threshold { get; init; }

    /// <summary>The clusters, or null.</summary>
    public ClusterResult? Clusters { get; init; }

    /// <summary>The evaluation, or null: then there is nothing on quality, groups, unlinkable records and missing values.</summary>
    public EvaluationResult? Evaluation { get; init; }

    /// <summary>Title of the page.</summary>
    public string Title { get; init; } = "Record linkage report";

    /// <summary>When the run was; null to leave it out.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>SHA-256 of the settings file, lower-case hex, or null.</summary>
    public string? SettingsDigest { get; init; }

    /// <summary>Wall seconds by step to show instead of the run's own; empty to show none, so that equal runs give equal bytes.</summary>
    public IReadOnlyDictionary<string, double>? Seconds { get; init; }

    /// <summary>Pairs to explain beside those chosen by weight.</summary>
    public IReadOnlyList<RecordPair> Pairs { get; init; } = [];

    /// <summary>Pairs to explain of each kind chosen by weight: the strongest, just above the threshold, just below it.</summary>
    public int PairsOfEachKind { get; init; } = 2;

    /// <summary>
    /// Secret that goes into the labels of records, so that nobody can try record ids against them. Null: one derived from all links and their weights, which
    /// only who has the data can know; then equal runs give equal labels.
    /// </summary>
    public string? Salt { get; init; }

    /// <summary>
    /// True to show record ids and the values of explained pairs. They are personal data: only inside the identity zone. The page says so on top. Needs
    /// <see cref="Inputs"/> for the values.
    /// </summary>
    public bool ShowIdentifiers { get; init; }

    /// <summary>The inputs of the run, for values; not looked at unless <see cref="ShowIdentifiers"/> is true.</summary>
    public IReadOnlyList<LinkInput> Inputs { get; init; } = [];
}
