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

    private static double LogSum(double a, double b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }
}
