using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>Pairwise quality at a threshold. Recall is of all true pairs, those that blocking never found included.</summary>
/// <param name="Threshold">Least match probability of the links counted.</param>
/// <param name="Precision">True links among the links, 0 to 1.</param>
/// <param name="Recall">True links among the true pairs, 0 to 1.</param>
/// <param name="F1">Harmonic mean of the two.</param>
public sealed record Quality(
    [property: JsonPropertyName("threshold")] double Threshold,
    [property: JsonPropertyName("precision")] double Precision,
    [property: JsonPropertyName("recall")] double Recall,
    [property: JsonPropertyName("f1")] double F1)
{
    /// <summary>Quality from counts; no links have precision 1, no true pairs recall 1, both are said by the counts themselves.</summary>
    public static Quality From(double threshold, long links, long trueLinks, long truePairs)
    {
        var precision = links == 0 ? 1 : (double)trueLinks / links;
        var recall = truePairs == 0 ? 1 : (double)trueLinks / truePairs;
        return new Quality(threshold, precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
