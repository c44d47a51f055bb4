using System.Text.Json.Serialization;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Files;

/// <summary>What linking two files gave. Serialised, it is the JSON object of <c>linkage link --json</c>.</summary>
public sealed record FileLinkResult
{
    /// <summary>Records of both files.</summary>
    [JsonPropertyName("records")]
    public required long Records { get; init; }

    /// <summary>Pairs of records compared.</summary>
    [JsonPropertyName("pairsCompared")]
    public required long PairsCompared { get; init; }

    /// <summary>Links at or above the threshold.</summary>
    [JsonPropertyName("links")]
    public required long Links { get; init; }

    /// <summary>Clusters of two records or more.</summary>
    [JsonPropertyName("clusters")]
    public required long Clusters { get; init; }

    /// <summary>The best F1 of all thresholds, picked with the truth in hand; null without a truth.</summary>
    [JsonPropertyName("best")]
    public required Quality? Best { get; init; }

    /// <summary>Quality at match probability 0.95; null without a truth.</summary>
    [JsonPropertyName("at95")]
    public required Quality? At95 { get; init; }

    /// <summary>Wall seconds by step: load, normalise, block, compare, train, score, cluster, evaluate, write.</summary>
    [JsonPropertyName("seconds")]
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Highest resident memory of the process so far, in MiB.</summary>
    [JsonPropertyName("peakMib")]
    public required long PeakMib { get; init; }

    /// <summary>The persons carried on from the run before; null without a spine folder.</summary>
    [JsonPropertyName("spine")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileLinkSpine? Spine { get; init; }
}
