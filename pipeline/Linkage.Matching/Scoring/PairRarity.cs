using System.Runtime.InteropServices;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>
/// What the frequencies of a pair's values make of its log odds: the arithmetic of <c>links.sql</c> over codes, so that only pairs that become links are
/// written down. SQL has the last word on those.
/// </summary>
internal sealed class PairRarity
{
    private readonly int _recordWidth;
    private readonly int[] _codes;
    private readonly Weighed[] _weighed;
    private readonly (int Forename, int Surname) _names;
    private readonly float[] _namesTogether = [];

    internal PairRarity(RecordStore store, IReadOnlyList<Comparison> comparisons, LinkModel model)
    {
        _recordWidth = store.Width;
        _codes = store.Codes;
        _names = ComparisonCatalogue.Names(comparisons);
        _weighed =
        [
            .. comparisons.Index().Where(c => c.Item.FrequencyColumn is not null && model.TermFrequencies != TermFrequencyForm.None)
                .Select(c => new Weighed(c.Index, c.Item, store, model.Comparisons[c.Index], model.TermFrequencies)),
        ];
        if (model is { NamesTogether: true, TermFrequencies: TermFrequencyForm.Smoothed } && _names is { Forename: >= 0, Surname: >= 0 })
        {
            var average = model.NameLift * model.Comparisons[_names.Forename].Levels[0].U * model.Comparisons[_names.Surname].Levels[0].U;
            _namesTogether = NamesTogether(store, average);
        }
    }

    /// <summary>The log odds of a pair, natural logarithm; where they are certain to be below <paramref name="least"/>, something below that.</summary>
    /// <param name="odds">Odds of its pattern.</param>
    /// <param name="pattern">Its pattern.</param>
    /// <param name="left">Its left record.</param>
    /// <param name="least">The least that matters.</param>
    internal double LogOdds(in PatternOdds odds, long pattern, int left, double least)
    {
        var unrelated = odds.Unrelated;
        var bothNames = _namesTogether.Length > 0 && Pattern.Level(pattern, _names.Forename) == 1 && Pattern.Level(pattern, _names.Surname) == 1;
        if (bothNames)
        {
            unrelated += _namesTogether[left];
        }

        var at = left * (long)_recordWidth;
        foreach (var weighed in _weighed)
        {
            if (Pattern.Level(pattern, weighed.Comparison) == 1 && !(bothNames && weighed.IsName))
            {
                unrelated += weighed.Unrelated[_codes[at + weighed.Place]];
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
                household += weighed.Household[_codes[at + weighed.Place]];
            }
        }

        return new PatternOdds(odds.Match, household, unrelated).LogOdds;
    }

    /// <summary>The most a rare value of a comparison can add to the log odds.</summary>
    internal double MostOf(int comparison) => Array.Find(_weighed, w => w.Comparison == comparison) is { } weighed ? -weighed.Unrelated.Min() : 0;

    /// <summary>Puts what the values of a left record make of the first levels into its weights.</summary>
    /// <param name="weights">The weights of one worker.</param>
    /// <param name="average">The weights with values of average rarity.</param>
    /// <param name="left">The record.</param>
    /// <param name="row">Its codes.</param>
    /// <param name="logNameLift">What agreement on both names takes from the log odds.</param>
    internal void Take(LevelWeights weights, double[] average, int left, ReadOnlySpan<int> row, double logNameLift)
    {
        var apart = 0.0;
        foreach (var weighed in _weighed)
        {
            var cell = weighed.Comparison * LevelWeights.Width + 1;
            var rarity = weighed.Unrelated[row[weighed.Place]];
            weights.Exact[cell] = average[cell] - rarity;
            apart += weighed.IsName ? rarity : 0;
        }

        weights.Together = _namesTogether.Length > 0 ? apart - _namesTogether[left] - logNameLift : 0;
    }

    /// <summary>By record: what it is worth that a record has both its forename and its surname.</summary>
    private float[] NamesTogether(RecordStore store, double average)
    {
        var (forename, surname) = (Array.Find(_weighed, w => w.Comparison == _names.Forename)!, Array.Find(_weighed, w => w.Comparison == _names.Surname)!);
        var counts = new Dictionary<long, int>(store.Count);
        var named = 0;
        for (var rid = 0; rid < store.Count; rid++)
        {
            if (KeyOf(store.RowOf(rid)) is > 0 and var key)
            {
                named++;
                CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
            }
        }

        var together = new float[store.Count];
        for (var rid = 0; rid < store.Count; rid++)
        {
            var row = store.RowOf(rid);
            if (counts.TryGetValue(KeyOf(row), out var count))
            {
                var apart = forename.Unrelated[row[forename.Place]] + surname.Unrelated[row[surname.Place]];
                together[rid] = (float)Math.Log(
                    (Math.Max(count - 2, 0) + ValueFrequencies.AverageStrength) / (named + ValueFrequencies.AverageStrength / average / Math.Exp(apart)) / average);
            }
        }

        return together;

        long KeyOf(ReadOnlySpan<int> row) =>
            row[forename.Place] == 0 || row[surname.Place] == 0 ? 0 : ((long)row[forename.Place] << 32) | (uint)row[surname.Place];
    }

    /// <summary>Rarities of the values of one comparison, by code.</summary>
    private sealed class Weighed
    {
        internal Weighed(int index, Comparison comparison, RecordStore store, ModelComparison model, TermFrequencyForm form)
        {
            (Comparison, Place, IsName) = (index, store.PlaceOf(comparison.FrequencyColumn!), comparison.FrequencyColumn is "fn" or "sn");
            var counts = new int[store.DictionaryOf(comparison.FrequencyColumn!).Count + 1];
            for (var rid = 0; rid < store.Count; rid++)
            {
                counts[store.RowOf(rid)[Place]]++;
            }

            var level = model.Levels[0];
            double values = store.Count - counts[0];
            var (shared, chance) = (model.HouseholdShare * level.M, (1 - model.HouseholdShare) * level.U);
            Unrelated = new double[counts.Length];
            Household = new double[counts.Length];
            for (var code = 1; code < counts.Length; code++)
            {
                var rarity = form == TermFrequencyForm.Plain
                    ? counts[code] / values / level.U
                    : (Math.Max(counts[code] - 2, 0) + ValueFrequencies.AverageStrength) / (values + ValueFrequencies.AverageStrength / level.U) / level.U;
                Unrelated[code] = Math.Log(rarity);
                Household[code] = model.HouseholdShare < 1 ? Math.Log((shared + chance * rarity) / (shared + chance)) : 0;
            }
        }

        internal int Comparison { get; }

        internal int Place { get; }

        internal bool IsName { get; }

        internal double[] Unrelated { get; }

        internal double[] Household { get; }
    }
}
