using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// Pairwise quality of the links at or above one threshold, with the counts it comes from. A share whose denominator is 0 is not defined and null: no
/// links have no precision, no true pairs no recall.
/// </summary>
/// <param name="Weight">Least match weight (log2 of the odds) of the links counted.</param>
/// <param name="Probability">The same threshold as a match probability, 0 to 1.</param>
/// <param name="TruePositives">Links that are true.</param>
/// <param name="FalsePositives">Links that are not.</param>
/// <param name="FalseNegatives">True pairs that are no link, those never compared included.</param>
public sealed record QualityPoint(double Weight, double Probability, long TruePositives, long FalsePositives, long FalseNegatives)
{
    /// <summary>Share of links that are true, 0 to 1; null without links.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Precision => Share(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of true pairs that are linked, 0 to 1; null without true pairs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Recall => Share(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall, 0 to 1; 0 when no link is true, null without links and true pairs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? F1 => Share(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>
    /// F*: true links among links and true pairs together, 0 to 1; null without either. Hand, Christen and Kirielle, "F*: an interpretable transformation of
    /// the F-measure" (2021).
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? FStar => Share(TruePositives, TruePositives + FalsePositives + FalseNegatives);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
