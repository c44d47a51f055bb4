namespace Linkage.Matching.Training;

/// <summary>Rates of the comparison levels among random pairs.</summary>
/// <param name="Rates">Rate by comparison and level (level 1 at index 0), matches among the random pairs included.</param>
/// <param name="Least">The least u that the measurement supports in each place: a sample cannot show that something is rarer than once in itself.</param>
/// <param name="NamesTogether">The rate at which forename and surname agree exactly together, or null when the fields do not have both.</param>
public sealed record RandomRates(double[][] Rates, double[][] Least, NamesTogether? NamesTogether = null)
{
    /// <summary>u: the rate less the matches among the random pairs, at most 1 (where matches are nearly half of few pairs, the difference can be more).</summary>
    /// <param name="m">m by comparison and level.</param>
    /// <param name="prior">Prior probability that a possible pair is a match.</param>
    public double[][] FreedOfMatches(double[][] m, double prior) =>
        Rates.Select((rates, c) => rates.Select((rate, k) => Math.Min(1, Math.Max((rate - prior * m[c][k]) / (1 - prior), Least[c][k]))).ToArray()).ToArray();

    /// <summary>
    /// How many times more often unrelated people agree on both names than the two rates multiplied say: names of one community go together. At least 1.
    /// </summary>
    /// <param name="m">m by comparison and level.</param>
    /// <param name="u">u as of <see cref="FreedOfMatches"/>.</param>
    /// <param name="prior">Prior probability that a possible pair is a match.</param>
    public double NameLift(double[][] m, double[][] u, double prior)
    {
        if (NamesTogether is not { } names)
        {
            return 1;
        }

        var together = (names.Rate - prior * m[names.Forename][0] * m[names.Surname][0]) / (1 - prior);
        return Math.Clamp(together / (u[names.Forename][0] * u[names.Surname][0]), 1, MostLift);
    }

    /// <summary>A bound that keeps a lift measured on very little from deciding everything.</summary>
    internal const double MostLift = 1_000;
}

/// <summary>Exact agreement on forename and surname together.</summary>
/// <param name="Forename">Index of the forename comparison.</param>
/// <param name="Surname">Index of the surname comparison.</param>
/// <param name="Rate">Rate among random pairs that have both names on both sides, matches included.</param>
public sealed record NamesTogether(int Forename, int Surname, double Rate);
