using System.Data.Common;
using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Scoring;
using Linkage.Matching.Training;

namespace Linkage.Matching.Report;

/// <summary>
/// Takes a pair's match weight apart into steps that add up to it: the weight with the first field known, with the first two, and so on. A step is therefore
/// what a field adds to those before it; an address adds little where the names are those of one household.
/// </summary>
internal sealed class PairExplainer
{
    /// <summary>Column prefix of what the rarity of an agreed value adds to the weight against unrelated people.</summary>
    internal const string RarityPrefix = "rarity_";

    /// <summary>The column of what the rarity of forename and surname together adds beyond the two.</summary>
    internal const string NamesTogether = "rarity_names_together";

    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly LinkModel _model;
    private readonly PatternScorer _scorer;
    private readonly (int Forename, int Surname) _names;

    private PairExplainer(LinkResult run, LinkSettings settings, LinkModel model, PairPriors priors)
    {
        _comparisons = run.Comparisons;
        _model = model;
        _scorer = new PatternScorer(model, run.Comparisons, settings, priors);
        _names = ComparisonCatalogue.Names(run.Comparisons);
        Prior = Math.Exp(_scorer.Of(0).Match);
    }

    /// <summary>Probability that a pair is one person before anything is compared.</summary>
    internal double Prior { get; }

    /// <summary>Explains the pairs of a run that have no model of their own (<see cref="LinkResult.Model"/>).</summary>
    internal static PairExplainer Of(LinkResult run, LinkSettings settings) => new(run, settings, run.Model, PairPriors.OfRun(run.Model, run.RecordCount, run.PossiblePairs));

    /// <summary>Explains the pairs of two datasets.</summary>
    internal static PairExplainer Of(LinkResult run, LinkSettings settings, DatasetPair pair)
    {
        var (left, right) = (run.RecordsByDataset[pair.Left], run.RecordsByDataset[pair.Right]);
        return run.Models.Own(pair.Left, pair.Right) is { } own
            ? new PairExplainer(run, settings, own, PairPriors.OfDatasets(own, left, pair.Left == pair.Right ? null : right))
            : Of(run, settings);
    }

    /// <summary>Reads the levels of a pair from a row with columns <c>level_NAME</c>.</summary>
    internal static int[] Levels(IReadOnlyList<Comparison> comparisons, DbDataReader row) =>
        [.. comparisons.Select(c => Convert.ToInt32(row.GetValue(row.GetOrdinal("level_" + c.Name)), CultureInfo.InvariantCulture))];

    /// <summary>Explains a pair.</summary>
    /// <param name="weight">Its match weight, log2 of the odds.</param>
    /// <param name="levels">Its level by comparison.</param>
    /// <param name="rarity">What the rarity of values adds, by column name; null where it is not known by comparison.</param>
    /// <param name="values">The two records' values by comparison; null unless they may be shown.</param>
    internal IReadOnlyList<EvidenceStep> Explain(double weight, int[] levels, Func<string, double?>? rarity, Func<string, (string? Left, string? Right)>? values)
    {
        var at = Bits(_scorer.Of(0).LogOdds);
        var steps = new List<EvidenceStep> { new("to begin with", $"{Say.OneIn(Prior)} pairs is a match", at, null) };
        var (pattern, unrelated, household) = (0L, 0.0, 0.0);
        foreach (var (index, comparison) in _comparisons.Index())
        {
            var level = levels[index];
            pattern |= Pattern.At(level, index);
            var common = Bits(With(pattern, unrelated, household).LogOdds);
            double? rare = null;
            if (level == 1 && rarity?.Invoke(RarityPrefix + comparison.Name) is { } bits)
            {
                unrelated -= bits * Math.Log(2);
                household += HouseholdRarity(index, -bits * Math.Log(2));
                if (BothNames(levels) && index == Math.Max(_names.Forename, _names.Surname))
                {
                    unrelated -= (rarity(NamesTogether) ?? 0) * Math.Log(2);
                }

                rare = Bits(With(pattern, unrelated, household).LogOdds) - common;
            }

            var now = common + (rare ?? 0);
            var (left, right) = values?.Invoke(comparison.Name) ?? (null, null);
            steps.Add(new EvidenceStep(comparison.Name, level == 0 ? "missing" : comparison.Levels[level - 1].Label, now - at, rare, left, right));
            at = now;
        }

        var rest = weight - at;
        if (Math.Abs(rest) >= .05)
        {
            steps.Add(new EvidenceStep("rarity", "of all agreed values together", rest, null));
        }
        else
        {
            // What rounding leaves goes to the first step, so that the bars end where the weight is.
            steps[0] = steps[0] with { Weight = steps[0].Weight + rest };
        }

        return steps;
    }

    private bool BothNames(int[] levels) => _names is { Forename: >= 0, Surname: >= 0 } && levels[_names.Forename] == 1 && levels[_names.Surname] == 1;

    private PatternOdds With(long pattern, double unrelated, double household)
    {
        var odds = _scorer.Of(pattern);
        return odds with { Household = odds.Household + household, Unrelated = odds.Unrelated + unrelated };
    }

    /// <summary>What a rarity is worth for two people of one household, who agree in part because they are a household: as <see cref="PairRarity"/> has it.</summary>
    private double HouseholdRarity(int comparison, double rarity)
    {
        var (share, level) = (_model.Comparisons[comparison].HouseholdShare, _model.Comparisons[comparison].Levels[0]);
        if (share >= 1)
        {
            return 0;
        }

        var (shared, chance) = (share * level.M, (1 - share) * level.U);
        return Math.Log((shared + chance * Math.Exp(rarity)) / (shared + chance));
    }

    private static double Bits(double naturalLogarithm) => naturalLogarithm / Math.Log(2);
}
