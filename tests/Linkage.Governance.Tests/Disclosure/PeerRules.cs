namespace Linkage.Governance.Tests.Disclosure;

/// <summary>
/// What others who release counts of people publish as their rule, each as a function of one true count: what is shown of it, or null when it is redacted. Written from their
/// guidance, sharing nothing with the product.
/// </summary>
internal static class PeerRules
{
    /// <summary>ACRO: a cell of fewer contributors than <c>safe_threshold</c> (10) is suppressed, one of none too (<c>zeros_are_disclosive</c>). Counts are not rounded.</summary>
    /// <remarks>Source: AI-SDC/ACRO, acro/default.yaml.</remarks>
    public static long? Acro(long count) => count < 10 ? null : count;

    /// <summary>ACRO's dominance rule: the largest two (<c>safe_nk_n</c>) contribute more than 90 % (<c>safe_nk_k</c>).</summary>
    /// <remarks>Source: AI-SDC/ACRO, acro/default.yaml.</remarks>
    public static bool AcroDominated(IReadOnlyCollection<double> contributions) =>
        contributions.Sum() > 0 && contributions.OrderDescending().Take(2).Sum() > 0.9 * contributions.Sum();

    /// <summary>ACRO's p-ratio rule: all but the largest two contribute less than 10 % (<c>safe_pratio_p</c>) of the largest.</summary>
    /// <remarks>Source: AI-SDC/ACRO, acro/default.yaml.</remarks>
    public static bool AcroPRatio(IReadOnlyCollection<double> contributions) =>
        contributions.Count < 2 || contributions.OrderDescending().Skip(2).Sum() < 0.1 * contributions.Max();

    /// <summary>OpenSAFELY: 7 and fewer are redacted, and what is left is rounded to the nearest 5. None may be shown as none, with care.</summary>
    /// <remarks>Source: docs.opensafely.org, Applying statistical disclosure control, "Redacting counts less than or equal to 7" and "Rounding counts".</remarks>
    public static long? OpenSafely(long count) => count == 0 ? 0 : count <= 7 ? null : ToFive(count);

    /// <summary>OpenSAFELY, where a number is needed for every cell, such as in a rate: the middle of each band of six, 1 to 6 as 3, 7 to 12 as 9; none as none.</summary>
    /// <remarks>Source: docs.opensafely.org, Applying statistical disclosure control, "Midpoint 6 rounding".</remarks>
    public static long OpenSafelyMidpoint6(long count) => count == 0 ? 0 : ((count - 1) / 6 * 6) + 3;

    /// <summary>ONS, the 10-5 rule: below ten suppressed, others to the nearest five.</summary>
    /// <remarks>Source: ons.gov.uk, Comparison of post-tabular statistical disclosure control methods, section 1.</remarks>
    public static long? Ons(long count) => count < 10 ? null : ToFive(count);

    /// <summary>UK LLC: no count below 10 leaves, none among them.</summary>
    /// <remarks>Source: guidebook.ukllc.ac.uk, Statistical Disclosure Control.</remarks>
    public static long? UkLlc(long count) => count < 10 ? null : count;

    /// <summary>NHS hospital statistics: 1 to 7 are replaced by a mark, none is shown, others to the nearest 5.</summary>
    /// <remarks>Source: digital.nhs.uk, Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data Set.</remarks>
    public static long? NhsHospital(long count) => count == 0 ? 0 : count < 8 ? null : ToFive(count);

    private static long ToFive(long count) => (long)Math.Round(count / 5.0, MidpointRounding.AwayFromZero) * 5;
}
