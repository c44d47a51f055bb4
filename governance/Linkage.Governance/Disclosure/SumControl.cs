using Linkage.Governance.Rules;

namespace Linkage.Governance.Disclosure;

/// <summary>
/// Makes sums of what people have safe to publish. A sum is hidden where fewer people contribute than the minimum cell, where the n largest contributions are more than k per cent
/// of it (dominance), and where all but the two largest are less than p per cent of the largest (the second largest contributor, who takes his own away, would
/// know the largest to within p per cent). What remains is rounded to the nearest multiple of the base, halves upwards.
/// </summary>
/// <remarks>The rules are those of ACRO (AI-SDC/ACRO) and of the Handbook on Statistical Disclosure Control (Hundepool and others, 4.2).</remarks>
public static class SumControl
{
    /// <summary>Decimals of a ratio.</summary>
    public const int RatioDecimals = 4;

    /// <summary>Whether the sum of a cell may be shown, as far as its own contributions go. A difference of two sums is a sum too and is judged alike.</summary>
    /// <param name="cell">The contributions.</param>
    /// <param name="terms">The thresholds of the rule.</param>
    /// <param name="minimumContributors">Fewest people who contribute.</param>
    public static SumVerdict Judge(SumCell cell, SumTerms terms, int minimumContributors) =>
        cell.Contributors < minimumContributors ? SumVerdict.OfFew
        : cell.BeyondLargest * 100 < cell.Total * (100 - terms.Percent) || cell.BeyondTwo * 100 < cell.Largest * terms.PPercent ? SumVerdict.Dominated
        : SumVerdict.Shown;

    /// <summary>The nearest multiple of the base; halves upwards.</summary>
    /// <exception cref="OverflowException">It is larger than a whole number of 64 bits.</exception>
    public static long Rounded(decimal total, int roundingBase) => checked((long)decimal.Floor((total / roundingBase) + 0.5m) * roundingBase);

    /// <summary>A ratio of two figures as they are shown; null where one is hidden or the denominator is nought. Halves are rounded away from nought.</summary>
    public static decimal? Ratio(long? numerator, long? denominator) =>
        numerator is { } above && denominator is { } below && below != 0
            ? Math.Round((decimal)above / below, RatioDecimals, MidpointRounding.AwayFromZero)
            : null;
}
