using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>
/// How much more or less an exact agreement says under one model because its value is rare or common. A rarity is ln(frequency of the value / average rate
/// of exact agreement). The frequency leans on the average where a value is seen seldom, and the pair's own two records are not counted. Forename and surname
/// are weighed together where both agree, for names of one community go together. A model with plain term frequencies takes the value's share as it is.
/// </summary>
internal sealed class PairRarity
{
    /// <summary>Observations for which the average stands.</summary>
    private const double AverageStrength = .5;

    private readonly ValueCounts _counts;
    private readonly Weighed[] _weighed;
    private readonly Weighed?[] _byComparison;
    private readonly Weighed? _forename;
    private readonly Weighed? _surname;
    private readonly double _together;

    internal PairRarity(ValueCounts counts, LinkModel model)
    {
        _counts = counts;
        _weighed = model.TermFrequencies == TermFrequencyForm.None ? [] : [.. counts.Fields.Select(f => new Weighed(f, model.Comparisons[f.Comparison], model.TermFrequencies))];
        _byComparison = new Weighed?[model.Comparisons.Count];
        foreach (var weighed in _weighed)
        {
            _byComparison[weighed.Comparison] = weighed;
        }

        if (model is { NamesTogether: true, TermFrequencies: TermFrequencyForm.Smoothed } && counts.Together.Length > 0)
        {
            (_forename, _surname) = (_byComparison[counts.Names.Forename], _byComparison[counts.Names.Surname]);
            _together = model.NameLift * model.Comparisons[counts.Names.Forename].Levels[0].U * model.Comparisons[counts.Names.Surname].Levels[0].U;
        }
    }

    /// <summary>Whether forename and surname that both agree are weighed by how often they occur together.</summary>
    internal bool WeighsNamesTogether => _forename is not null;

    /// <summary>The log odds of a pair, natural logarithm; where they are certain to be below <paramref name="least"/>, something below that.</summary>
    /// <param name="odds">Odds of its pattern.</param>
    /// <param name="pattern">Its pattern.</param>
    /// <param name="left">Its left record.</param>
    /// <param name="least">The least that matters.</param>
    internal double LogOdds(in PatternOdds odds, long pattern, int left, double least)
    {
        var row = _counts.RowOf(left);
        var unrelated = odds.Unrelated;
        var bothNames = BothNames(pattern);
        if (bothNames)
        {
            unrelated += NamesTogether(left, row);
        }

        foreach (var weighed in _weighed)
        {
            if (Pattern.Level(pattern, weighed.Comparison) == 1 && !(bothNames && weighed.IsName))
            {
                unrelated += weighed.Unrelated(row);
            }
        }

        // A household could only take away from this.
        if (odds.Match - unrelated < least)
        {
            return odds.Match - unrelated;
        }

        var household = odds.Household;
        foreach (var weighed in _weighed)
        {
            if (Pattern.Level(pattern, weighed.Comparison) == 1)
            {
                household += weighed.Household(row);
            }
        }

        return new PatternOdds(odds.Match, household, unrelated).LogOdds;
    }

    /// <summary>The most a rare value of a comparison can add to the log odds, at least 0.</summary>
    internal double MostOf(int comparison) => _byComparison[comparison]?.Most ?? 0;

    /// <summary>What the rarity of a record's value takes from the log odds where a comparison agrees on it; 0 where rarity does not count.</summary>
    internal double Of(int comparison, ReadOnlySpan<int> row) => _byComparison[comparison]?.Unrelated(row) ?? 0;

    /// <summary>What comes on top of the two rarities where forename and surname both agree: it is added to the log odds.</summary>
    /// <param name="left">A record.</param>
    /// <param name="row">Its codes.</param>
    internal double NamesOnTop(int left, ReadOnlySpan<int> row) => _forename is null ? 0 : _forename.Unrelated(row) + _surname!.Unrelated(row) - NamesTogether(left, row);

    /// <summary>What the rarity of an agreed value adds to the match weight: bits; null where the comparison does not agree exactly or is not weighed.</summary>
    internal double? Bits(int comparison, long pattern, int left) =>
        Pattern.Level(pattern, comparison) == 1 && _byComparison[comparison] is { } weighed ? -weighed.Unrelated(_counts.RowOf(left)) / Math.Log(2) : null;

    /// <summary>What both names together add beyond the rarity of the two: bits; null where they do not both agree.</summary>
    internal double? BitsOfNames(long pattern, int left) => BothNames(pattern) ? NamesOnTop(left, _counts.RowOf(left)) / Math.Log(2) : null;

    private bool BothNames(long pattern) => _forename is not null && Pattern.Level(pattern, _counts.Names.Forename) == 1 && Pattern.Level(pattern, _counts.Names.Surname) == 1;

    /// <summary>What it is worth that a record has both its forename and its surname, against what the two rates multiplied say.</summary>
    private double NamesTogether(int left, ReadOnlySpan<int> row)
    {
        var count = _counts.Together[left];
        return count == 0
            ? 0
            : Math.Log(
                (Math.Max(count - 2, 0) + AverageStrength)
                / (_counts.Named + AverageStrength / _together * _forename!.Inverse(row) * _surname!.Inverse(row)) / _together);
    }

    /// <summary>What one model makes of the counts of one field.</summary>
    private sealed class Weighed
    {
        private readonly ValueCounts.Field _field;
        private readonly double[] _unrelated;
        private readonly double[] _household;
        private readonly double[] _inverse;

        internal Weighed(ValueCounts.Field field, ModelComparison model, TermFrequencyForm form)
        {
            _field = field;
            var level = model.Levels[0];
            var (shared, chance) = (model.HouseholdShare * level.M, (1 - model.HouseholdShare) * level.U);
            (_unrelated, _household, _inverse) = (new double[field.Different.Length], new double[field.Different.Length], new double[field.Different.Length]);
            _inverse[0] = 1;
            for (var at = 1; at < field.Different.Length; at++)
            {
                var rarity = form == TermFrequencyForm.Plain
                    ? field.Different[at] / (double)field.Values / level.U
                    : (Math.Max(field.Different[at] - 2, 0) + AverageStrength) / (field.Values + AverageStrength / level.U) / level.U;
                _unrelated[at] = Math.Log(rarity);
                _inverse[at] = 1 / rarity;
                _household[at] = model.HouseholdShare < 1 ? Math.Log((shared + chance * rarity) / (shared + chance)) : 0;
            }
        }

        internal int Comparison => _field.Comparison;

        internal bool IsName => _field.IsName;

        internal double Most => -_unrelated.Min();

        internal double Unrelated(ReadOnlySpan<int> row) => _unrelated[At(row)];

        internal double Household(ReadOnlySpan<int> row) => _household[At(row)];

        internal double Inverse(ReadOnlySpan<int> row) => _inverse[At(row)];

        private int At(ReadOnlySpan<int> row) => _field.CountOfCode[row[_field.Place]];
    }
}
