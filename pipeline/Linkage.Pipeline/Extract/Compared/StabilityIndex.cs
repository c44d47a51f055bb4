namespace Linkage.Pipeline.Extract.Compared;

/// <summary>
/// The population stability index of a column in two deliveries: the sum over bins of (q − p) ln(q / p), with p and q the shares of the bin before and after; 0 when the shares are the same.
/// By custom 0.1 is a little and 0.25 is much (Siddiqi, Credit Risk Scorecards, 2006).
/// </summary>
internal static class StabilityIndex
{
    // Half a value more in each bin, so that an empty one gives a number; Jeffreys' prior.
    private const double Prior = 0.5;

    // Standard normal quantile at 0.999.
    private const double OneInThousand = 3.0902;

    /// <summary>The index. With fewer than two bins, or nothing on a side, there is nothing to shift: 0.</summary>
    /// <param name="bins">Counts before and after, bin by bin.</param>
    public static double Of(IReadOnlyList<(long Before, long After)> bins)
    {
        var (before, after) = (bins.Sum(b => b.Before), bins.Sum(b => b.After));
        if (bins.Count < 2 || before == 0 || after == 0)
        {
            return 0;
        }

        return bins.Sum(bin =>
        {
            var p = (bin.Before + Prior) / (before + (Prior * bins.Count));
            var q = (bin.After + Prior) / (after + (Prior * bins.Count));
            return (q - p) * Math.Log(q / p);
        });
    }

    /// <summary>
    /// What the index reaches by chance one time in a thousand when nothing has changed: it is then about (1/n + 1/m) times a chi-square with one degree of freedom fewer than bins (Yurdakul, 2018);
    /// the quantile is Wilson and Hilferty's. Small files move by chance alone, and nobody is to be told of that.
    /// </summary>
    /// <param name="bins">Counts before and after, bin by bin.</param>
    public static double ByChance(IReadOnlyList<(long Before, long After)> bins)
    {
        var (before, after) = (bins.Sum(b => b.Before), bins.Sum(b => b.After));
        if (bins.Count < 2 || before == 0 || after == 0)
        {
            return 0;
        }

        var freedom = bins.Count - 1.0;
        var spread = 2 / (9 * freedom);
        return freedom * Math.Pow(1 - spread + (OneInThousand * Math.Sqrt(spread)), 3) * ((1.0 / before) + (1.0 / after));
    }
}
