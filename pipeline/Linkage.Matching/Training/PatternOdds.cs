using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>
/// The three explanations of a pair, as natural logarithms of prior times likelihood: one person, two people of one household, unrelated people.
/// </summary>
/// <param name="Match">One person.</param>
/// <param name="Household">Two people of one household; negative infinity when the fields cannot tell.</param>
/// <param name="Unrelated">Unrelated people.</param>
public readonly record struct PatternOdds(double Match, double Household, double Unrelated)
{
    /// <summary>Natural logarithm of the odds that the pair is one person.</summary>
    public double LogOdds => Match - LogSum(Household, Unrelated);

    /// <summary>Probability that the pair is one person.</summary>
    public double Probability => 1 / (1 + Math.Exp(-LogOdds));

    /// <summary>Probability that the pair is two people of one household.</summary>
    public double HouseholdProbability => double.IsNegativeInfinity(Household) ? 0 : Math.Exp(Household - LogSum(Match, LogSum(Household, Unrelated)));

    /// <summary>The odds of a pattern under the parameters.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="m">m by comparison and level (level 1 at index 0).</param>
    /// <param name="u">u in the same order.</param>
    /// <param name="householdShare">Share by comparison.</param>
    /// <param name="prior">Prior probability of one person.</param>
    /// <param name="householdPrior">Prior probability of one household; 0 switches that explanation off.</param>
    public static PatternOdds Of(long pattern, double[][] m, double[][] u, double[] householdShare, double prior, double householdPrior)
    {
        var match = Math.Log(prior);
        var household = householdPrior > 0 ? Math.Log(householdPrior) : double.NegativeInfinity;
        var unrelated = Math.Log(1 - prior - householdPrior);
        for (var c = 0; c < m.Length; c++)
        {
            var level = PairComparer.Level(pattern, c);
            if (level == 0)
            {
                continue;
            }

            var (mk, uk) = (m[c][level - 1], u[c][level - 1]);
            match += Math.Log(mk);
            unrelated += Math.Log(uk);
            household += Math.Log(householdShare[c] * mk + (1 - householdShare[c]) * uk);
        }

        return new PatternOdds(match, household, unrelated);
    }

    private static double LogSum(double a, double b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }
}
