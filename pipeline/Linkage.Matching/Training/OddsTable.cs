using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>Parameters turned into logarithms once, so that the odds of a pattern are a few additions.</summary>
public sealed class OddsTable
{
    private readonly double[] _match;
    private readonly double[] _household;
    private readonly double[] _unrelated;
    private readonly int _comparisons;
    private readonly PatternOdds _prior;
    private readonly (int Forename, int Surname)? _names;
    private readonly double _logNameLift;

    /// <summary>Prepares the table.</summary>
    /// <param name="m">m by comparison and level (level 1 at index 0).</param>
    /// <param name="u">u in the same order.</param>
    /// <param name="householdShare">Share by comparison: how far two people of one household agree like one person does.</param>
    /// <param name="prior">Prior probability of one person.</param>
    /// <param name="householdPrior">Prior probability of one household; 0 switches that explanation off.</param>
    /// <param name="names">Indexes of the forename and surname comparisons, or null.</param>
    /// <param name="nameLift">How many times more often unrelated people agree on both names than the two rates multiplied say.</param>
    public OddsTable(double[][] m, double[][] u, double[] householdShare, double prior, double householdPrior, (int Forename, int Surname)? names = null, double nameLift = 1)
    {
        _names = names;
        _logNameLift = Math.Log(nameLift);
        _comparisons = m.Length;
        const int Width = 1 << Comparison.BitsPerLevel;
        _match = new double[m.Length * Width];
        _household = new double[m.Length * Width];
        _unrelated = new double[m.Length * Width];
        for (var c = 0; c < m.Length; c++)
        {
            // Level 0, a missing value, stays at logarithm 0: no evidence.
            for (var k = 0; k < m[c].Length; k++)
            {
                var cell = c * Width + k + 1;
                _match[cell] = Math.Log(m[c][k]);
                _unrelated[cell] = Math.Log(u[c][k]);
                _household[cell] = Math.Log(householdShare[c] * m[c][k] + (1 - householdShare[c]) * u[c][k]);
            }
        }

        _prior = new PatternOdds(Math.Log(prior), householdPrior > 0 ? Math.Log(householdPrior) : double.NegativeInfinity, Math.Log(1 - prior - householdPrior));
    }

    /// <summary>The odds of a pattern.</summary>
    public PatternOdds Of(long pattern)
    {
        var (match, household, unrelated) = _prior;
        for (var c = 0; c < _comparisons; c++)
        {
            var cell = (c << Comparison.BitsPerLevel) + Pattern.Level(pattern, c);
            match += _match[cell];
            household += _household[cell];
            unrelated += _unrelated[cell];
        }

        if (_names is var (forename, surname) && Pattern.Level(pattern, forename) == 1 && Pattern.Level(pattern, surname) == 1)
        {
            unrelated += _logNameLift;
        }

        return new PatternOdds(match, household, unrelated);
    }
}
