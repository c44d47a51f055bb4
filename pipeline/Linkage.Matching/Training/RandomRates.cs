namespace Linkage.Matching.Training;

/// <summary>Rates of the comparison levels among random pairs.</summary>
/// <param name="Rates">Rate by comparison and level (level 1 at index 0), matches among the random pairs included.</param>
/// <param name="Least">The least u that the measurement supports in each place: a sample cannot show that something is rarer than once in itself.</param>
public sealed record RandomRates(double[][] Rates, double[][] Least)
{
    /// <summary>u: the rate less the matches among the random pairs.</summary>
    /// <param name="m">m by comparison and level.</param>
    /// <param name="prior">Prior probability that a possible pair is a match.</param>
    public double[][] FreedOfMatches(double[][] m, double prior) =>
        Rates.Select((rates, c) => rates.Select((rate, k) => Math.Max((rate - prior * m[c][k]) / (1 - prior), Least[c][k])).ToArray()).ToArray();
}
