using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// Pairwise quality at a threshold. Recall is of all true pairs, those that blocking never found included. A share whose denominator is 0 is not defined and
/// null, in JSON too.
/// </summary>
/// <param name="Threshold">Least match probability of the links counted.</param>
/// <param name="Precision">True links among the links, 0 to 1; null without links.</param>
/// <param name="Recall">True links among the true pairs, 0 to 1; null without true pairs.</param>
/// <param name="F1">Harmonic mean of the two; 0 when no link is true, null without links and true pairs.</param>
public sealed record Quality(
    [property: JsonPropertyName("threshold")] double Threshold,
    [property: JsonPropertyName("precision"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Precision,
    [property: JsonPropertyName("recall"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Recall,
    [property: JsonPropertyName("f1"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? F1)
{
    /// <summary>Quality from counts.</summary>
    public static Quality From(double threshold, long links, long trueLinks, long truePairs) => new(
        threshold, Share(trueLinks, links), Share(trueLinks, truePairs), Share(2 * trueLinks, links + truePairs));

    /// <summary>Quality of a point.</summary>
    public static Quality Of(QualityPoint point) => new(point.Probability, point.Precision, point.Recall, point.F1);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
