using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>A share with its 95 % confidence interval by Wilson's score method (1927). Pairs of one entity depend on one another, so the true interval is somewhat wider.</summary>
/// <param name="Part">Cases that count.</param>
/// <param name="Whole">All cases.</param>
public sealed record Proportion(long Part, long Whole)
{
    /// <summary>Standard normal quantile of a two-sided 95 % interval.</summary>
    internal const double Z95 = 1.959963984540054;

    /// <summary>Part of whole, 0 to 1; null when there are no cases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Value => Whole == 0 ? null : (double)Part / Whole;

    /// <summary>Lower end of the interval, 0 to 1; null when there are no cases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Low => Whole == 0 ? null : Part == 0 ? 0 : Math.Clamp(Centre - Margin, 0, 1);

    /// <summary>Upper end of the interval, 0 to 1; null when there are no cases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? High => Whole == 0 ? null : Part == Whole ? 1 : Math.Clamp(Centre + Margin, 0, 1);

    private double Centre => (Part + Z95 * Z95 / 2) / (Whole + Z95 * Z95);

    private double Margin => Z95 / (Whole + Z95 * Z95) * Math.Sqrt((double)Part * (Whole - Part) / Whole + Z95 * Z95 / 4);
}

/// <summary>The difference of two independent shares with its 95 % confidence interval, made of both Wilson intervals (Newcombe 1998, method 10).</summary>
/// <param name="Value">First share less the second, -1 to 1.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end. An interval that does not hold 0 is a difference chance alone hardly makes.</param>
public sealed record ProportionDifference(double Value, double Low, double High)
{
    /// <summary>The difference of two shares; null where one of them is not defined.</summary>
    public static ProportionDifference? Of(Proportion first, Proportion second)
    {
        if (first is not { Value: { } p, Low: { } pLow, High: { } pHigh } || second is not { Value: { } q, Low: { } qLow, High: { } qHigh })
        {
            return null;
        }

        return new ProportionDifference(
            p - q,
            p - q - Math.Sqrt((p - pLow) * (p - pLow) + (qHigh - q) * (qHigh - q)),
            p - q + Math.Sqrt((pHigh - p) * (pHigh - p) + (q - qLow) * (q - qLow)));
    }
}
