namespace Linkage.Matching.Review;

/// <summary>A share with the interval it lies in.</summary>
/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Low">Lower end of the interval at 95 %.</param>
/// <param name="High">Upper end.</param>
public sealed record ReviewShare(double Value, double Low, double High);

/// <summary>
/// What the labels say of the whole run, not only of the pairs that were drawn: each band counts by its size. The pairs a person could not decide are left out,
/// which is right only as far as they are like the others of their band.
/// </summary>
/// <param name="Precision">The share of true matches among the links; null when a band above the threshold has pairs and none was decided.</param>
/// <param name="RecallOfKept">
/// The share of the true matches among all pairs the run wrote down that are links; null when a band has pairs and none was decided. Matches that were never
/// compared, or fell below what the run kept, do not count.
/// </param>
public sealed record ReviewEstimate(ReviewShare? Precision, ReviewShare? RecallOfKept)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Estimates from the settled pairs.</summary>
    /// <param name="scores">Bands, and the band of each pair.</param>
    /// <param name="labels">The label by pair number; unsure and open pairs left out.</param>
    public static ReviewEstimate Of(ReviewScores scores, IReadOnlyDictionary<int, bool> labels)
    {
        var strata = scores.Strata.Where(s => s.Pairs > 0).ToList();
        var decided = scores.Pairs.Where(p => labels.ContainsKey(p.Number)).GroupBy(p => p.Stratum).ToDictionary(g => g.Key, g => (Decided: g.Count(), Matches: g.Count(p => labels[p.Number])));
        Total? Matches(IEnumerable<ReviewStratum> of)
        {
            var total = new Total(0, 0, 0, 0);
            foreach (var stratum in of)
            {
                if (!decided.TryGetValue(stratum.Number, out var d))
                {
                    return null;
                }

                total = total.Plus(stratum.Pairs, d.Decided, d.Matches);
            }

            return total;
        }

        var above = Matches(strata.Where(s => s.IsLink));
        var below = Matches(strata.Where(s => !s.IsLink));
        return new ReviewEstimate(
            above is { Pairs: > 0 } links ? Share(links.Value / links.Pairs, links.Smooth / links.Pairs, links.Variance / (links.Pairs * links.Pairs)) : null,
            above is { } a && below is { } b && a.Value + b.Value > 0 ? Recall(a, b) : null);
    }

    // The variance of a ratio of two independent totals, by its derivatives.
    private static ReviewShare Recall(Total above, Total below)
    {
        var all = above.Smooth + below.Smooth;
        var variance = ((below.Smooth * below.Smooth * above.Variance) + (above.Smooth * above.Smooth * below.Variance)) / (all * all * all * all);
        return Share(above.Value / (above.Value + below.Value), above.Smooth / all, variance);
    }

    /// <summary>
    /// Wilson's interval for a binomial sample of the size that would have the same variance (E. B. Wilson 1927; effective size as Korn and Graubard 1998), which
    /// keeps a width where every decided pair of a band has one label. The interval always holds the value.
    /// </summary>
    private static ReviewShare Share(double value, double smooth, double variance)
    {
        if (variance <= 0)
        {
            return new ReviewShare(value, value, value);
        }

        var n = smooth * (1 - smooth) / variance;
        const double Z2 = Normal95 * Normal95;
        var centre = (value + (Z2 / (2 * n))) / (1 + (Z2 / n));
        var half = Normal95 / (1 + (Z2 / n)) * Math.Sqrt((value * (1 - value) / n) + (Z2 / (4 * n * n)));
        return new ReviewShare(value, Math.Clamp(Math.Min(value, centre - half), 0, 1), Math.Clamp(Math.Max(value, centre + half), 0, 1));
    }

    /// <summary>Matches of several bands, scaled up to all their pairs.</summary>
    private readonly record struct Total(double Pairs, double Value, double Smooth, double Variance)
    {
        /// <summary>Adds a band. The variance takes the share with half a match and half a non-match added, and falls to 0 where every pair was decided.</summary>
        internal Total Plus(long pairs, int decided, int matches)
        {
            var share = (double)matches / decided;
            var whole = decided >= pairs;
            var smooth = whole ? share : (matches + 0.5) / (decided + 1.0);
            var variance = whole ? 0 : (double)pairs * pairs * (1 - ((double)decided / pairs)) * smooth * (1 - smooth) / decided;
            return new Total(Pairs + pairs, Value + (pairs * share), Smooth + (pairs * smooth), Variance + variance);
        }
    }
}
