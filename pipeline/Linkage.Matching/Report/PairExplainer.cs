using System.Data.Common;
using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Scoring;
using Linkage.Matching.Training;

namespace Linkage.Matching.Report;

/// <summary>Takes a pair's match weight apart into steps that add up to it.</summary>
internal sealed class PairExplainer
{
    /// <summary>Column prefix of what the rarity of an agreed value adds to the weight.</summary>
    internal const string RarityPrefix = "rarity_";

    /// <summary>The column of what forename and surname add by going together.</summary>
    internal const string NamesTogether = "rarity_names_together";

    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly PatternScorer _scorer;
    private readonly (int Forename, int Surname) _names;

    internal PairExplainer(LinkResult run, LinkSettings settings)
    {
        _comparisons = run.Comparisons;
        _scorer = new PatternScorer(run.Model, run.Comparisons, settings, run.RecordCount, run.PossiblePairs);
        _names = ComparisonCatalogue.Names(run.Comparisons);
        Prior = Math.Exp(_scorer.Of(0).Match);
    }

    /// <summary>Probability that a pair is one person before anything is compared.</summary>
    internal double Prior { get; }

    /// <summary>Reads the levels of a pair from a row with columns <c>level_NAME</c>.</summary>
    internal int[] Levels(DbDataReader row) =>
        [.. _comparisons.Select(c => Convert.ToInt32(row.GetValue(row.GetOrdinal("level_" + c.Name)), CultureInfo.InvariantCulture))];

    /// <summary>Explains a pair.</summary>
    /// <param name="weight">Its match weight, log2 of the odds.</param>
    /// <param name="levels">Its level by comparison.</param>
    /// <param name="rarity">What the rarity of values adds, by column name; null where it is not known by comparison.</param>
    /// <param name="values">The two records' values by comparison; null unless they may be shown.</param>
    internal IReadOnlyList<EvidenceStep> Explain(double weight, int[] levels, Func<string, double?>? rarity, Func<string, (string? Left, string? Right)>? values)
    {
        var prior = Against(0);
        var steps = new List<EvidenceStep> { new("before any comparison", $"{Say.OneIn(Prior)} pairs of records is a match", prior, null) };
        foreach (var (index, comparison) in _comparisons.Index())
        {
            var level = levels[index];
            var rare = level == 1 && comparison.FrequencyColumn is not null ? rarity?.Invoke(RarityPrefix + comparison.Name) : null;
            var (left, right) = values?.Invoke(comparison.Name) ?? (null, null);
            var says = level == 0 ? "missing: no evidence" : comparison.Levels[level - 1].Label;
            steps.Add(new EvidenceStep(comparison.Name, says, Against(Pattern.At(level, index)) - prior + (rare ?? 0), rare, left, right));
        }

        var names = NamesTogetherStep(levels, prior, rarity);
        if (names is not null)
        {
            steps.Add(names);
        }

        var rest = weight - steps.Sum(s => s.Weight);
        if (Math.Abs(rest) >= .05)
        {
            steps.Add(rarity is null
                ? new EvidenceStep("rarity and household", "how rare the values are, and whether it could be another person of the household", rest, null)
                : new EvidenceStep("household", "it could be another person of the same household", rest, null));
        }
        else if (steps.Count > 1)
        {
            // What rounding leaves goes to the first step, so that the bars end where the weight is.
            steps[0] = steps[0] with { Weight = steps[0].Weight + rest };
        }

        return steps;
    }

    private EvidenceStep? NamesTogetherStep(int[] levels, double prior, Func<string, double?>? rarity)
    {
        if (_names is not { Forename: >= 0, Surname: >= 0 } || levels[_names.Forename] != 1 || levels[_names.Surname] != 1)
        {
            return null;
        }

        var (forename, surname) = (Pattern.At(1, _names.Forename), Pattern.At(1, _names.Surname));
        var lift = Against(forename | surname) - Against(forename) - Against(surname) + prior;
        var total = lift + (rarity?.Invoke(NamesTogether) ?? 0);
        return Math.Abs(total) < .05 && rarity is null
            ? null
            : new EvidenceStep("both names together", "forename and surname are not independent of one another", total, null);
    }

    /// <summary>log2 of the odds of one person against unrelated people.</summary>
    private double Against(long pattern)
    {
        PatternOdds odds = _scorer.Of(pattern);
        return (odds.Match - odds.Unrelated) / Math.Log(2);
    }
}
