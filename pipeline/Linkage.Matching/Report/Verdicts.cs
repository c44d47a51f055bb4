using System.Globalization;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Report;

/// <summary>The plain verdicts on a run. The limits are rules of thumb, written where they are used.</summary>
public static class Verdicts
{
    /// <summary>Links this near the threshold, in match weight, are uncertain: a factor of eight in the odds.</summary>
    internal const double Near = 3;

    /// <summary>Pairs of a group below which nothing is said of it: one pair more or less moves its share by ten points and more.</summary>
    internal const int LeastPairsOfGroup = 10;

    /// <summary>The verdicts, the most urgent first.</summary>
    public static IReadOnlyList<Verdict> On(MatchReportData data) =>
    [
        .. OnRun(data).Concat(OnModel(data)).Concat(OnBlocking(data)).Concat(OnFields(data)).Concat(OnQuality(data)).Concat(OnClusters(data)).Concat(OnGroups(data))
            .OrderBy(v => v.Urgency),
    ];

    /// <summary>Match weight of a probability.</summary>
    internal static double Weight(double probability) => Math.Log2(Math.Clamp(probability, 1e-15, 1 - 1e-15) / (1 - Math.Clamp(probability, 1e-15, 1 - 1e-15)));

    /// <summary>Links and other pairs kept whose weight is within <see cref="Near"/> of the threshold, by whole steps of the distribution.</summary>
    internal static (long Links, long Others) NearThreshold(MatchReportData data)
    {
        var threshold = Weight(data.Threshold);
        var near = data.Weights.Where(b => b.To > threshold - Near && b.From < threshold + Near).ToList();
        return (near.Sum(b => b.Links), near.Sum(b => b.Others));
    }

    /// <summary>Quality at the report's threshold: the evaluation's own point, or the nearest stricter one of the curve where it looked at another threshold.</summary>
    internal static QualityPoint? At(MatchReportData data, PairQuality? quality) =>
        quality is null || Math.Abs(data.Evaluation!.Threshold - data.Threshold) < 1e-8
            ? quality?.AtThreshold
            : quality.Curve.FirstOrDefault(p => p.Weight >= Weight(data.Threshold));

    private static IEnumerable<Verdict> OnRun(MatchReportData data)
    {
        if (data.Datasets.Sum(d => d.Records) == 0)
        {
            yield return new Verdict(Urgency.Act, "There are no records.", "Look at the source files: they were read and hold nothing.");
            yield break;
        }

        if (data.LinkCount == 0)
        {
            yield return new Verdict(Urgency.Act, "No pair reached the threshold.", "Check that the datasets share fields and people before you lower the threshold.");
            yield break;
        }

        if (data.Evaluation is null or { Truth: null, Labels: null })
        {
            yield return new Verdict(Urgency.Look, "Nothing here has been checked against known matches: how sure the links are is the model's own reckoning.", "Have people label a sample of pairs (clerical review), or evaluate on data whose truth is known.");
        }

        var (near, below) = NearThreshold(data);
        if (near > .02 * data.LinkCount)
        {
            yield return new Verdict(
                Urgency.Look,
                $"{Say.Count(near)} of {Say.Count(data.LinkCount)} links ({Say.Share((double)near / data.LinkCount)}) lie near the threshold, and {Say.Count(below, "pair")} just missed it.",
                "Have people look at a sample of them before anything hangs on single links.");
        }
        else
        {
            yield return new Verdict(Urgency.Fine, $"Few links are in doubt: {Say.Count(near)} of {Say.Count(data.LinkCount)} lie near the threshold.", string.Empty);
        }

        if (data.PairsNotFound > 0)
        {
            yield return new Verdict(Urgency.Look, $"{Say.Count(data.PairsNotFound, "pair")} asked for {(data.PairsNotFound == 1 ? "is" : "are")} not among the pairs kept.", "They were never compared or fell far below the threshold.");
        }
    }

    private static IEnumerable<Verdict> OnModel(MatchReportData data)
    {
        if (!data.Model.Trained)
        {
            yield return new Verdict(Urgency.Act, "The model was not trained: there were too few likely matches to learn from.", "Its default parameters weigh most. Use a model trained on data of the same kinds.");
        }
        else if (!data.Model.Converged)
        {
            yield return new Verdict(
                Urgency.Act,
                string.Create(CultureInfo.InvariantCulture, $"Training did not converge: it stopped after {data.Model.Rounds} rounds while parameters still moved by {data.Model.LastChange:G2}."),
                "Do not freeze this model. Allow more rounds, or look for a comparison that tells nothing.");
        }
        else
        {
            yield return new Verdict(Urgency.Fine, $"Training converged after {Say.Count(data.Model.Rounds, "round")}.", string.Empty);
        }

        var wrong = data.Comparisons.Where(c => c.Levels.Count > 0 && c.Levels[0].Weight < 0).Select(c => Say.Words(c.Name)).ToList();
        if (wrong.Count > 0)
        {
            yield return new Verdict(Urgency.Act, $"Agreement speaks against a match for {Say.List(wrong)}.", "The field is filled with something else, or training went astray. Leave the field out or train on other data.");
        }

        var idle = data.Comparisons.Where(c => c.Levels.Count > 0 && c.Levels.All(l => Math.Abs(l.Weight) < 1)).Select(c => Say.Words(c.Name)).ToList();
        if (idle.Count > 0)
        {
            yield return new Verdict(Urgency.Look, $"{Say.List(idle)}: no level weighs more than 1 either way.", "It hardly matters to the links and could be left out, which is less data to process.");
        }
    }

    private static IEnumerable<Verdict> OnBlocking(MatchReportData data)
    {
        var strict = data.Blocking.Where(b => b is { BlocksLeftOut: > 0, IsLoose: false }).ToList();
        if (strict.Count > 0)
        {
            yield return new Verdict(
                Urgency.Look,
                $"{Say.Count(strict.Sum(b => b.BlocksLeftOut), "block")} {(strict.Sum(b => b.BlocksLeftOut) == 1 ? "was" : "were")} left out as too large, by {Say.Count(strict.Count, "rule")}: {Say.Count(strict.Sum(b => b.PairsLeftOut), "pair")} that only another rule could find.",
                "Look for a placeholder that very many records share, and clean it.");
        }
        else
        {
            yield return new Verdict(Urgency.Fine, "No blocking rule had to leave out a block, save those that are left out as a matter of course.", string.Empty);
        }

        if (data.Evaluation?.Truth is { TruePairs: > 0 } truth && truth.TruePairs - truth.TruePairsFound is > 0 and var lost && lost > .01 * truth.TruePairs)
        {
            yield return new Verdict(
                Urgency.Look,
                $"{Say.Count(lost)} of {Say.Count(truth.TruePairs)} true pairs ({Say.Share((double)lost / truth.TruePairs)}) were never compared, or fell below everything that was kept.",
                "No threshold brings them back: add blocking rules over fields these records share.");
        }
    }

    private static IEnumerable<Verdict> OnFields(MatchReportData data)
    {
        var fields = data.Evaluation?.Completeness ?? [];
        var everywhere = fields.GroupBy(f => f.Field, StringComparer.Ordinal).Where(g => g.Any(f => f.Records > 0) && g.All(f => f.Present == 0)).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        if (everywhere.Count > 0)
        {
            yield return new Verdict(Urgency.Act, $"Empty in every record of every dataset: {Say.List([.. everywhere.Select(Say.Words)])}.", "The column may have changed its name or form in the source.");
        }

        var oneSided = fields.Where(f => f is { Records: > 0, Present: 0 } && !everywhere.Contains(f.Field)).ToList();
        if (oneSided.Count > 0)
        {
            yield return new Verdict(
                Urgency.Look, $"Empty in a whole dataset: {Say.List([.. oneSided.Select(Name)])}.", "Where the source has no such field, nothing is wrong, and it is no evidence there. Where it should have it, the column may have changed its name or form.");
        }

        var scarce = fields.Where(f => f is { Present: > 0, MissingShare: > .5 }).ToList();
        if (scarce.Count > 0)
        {
            yield return new Verdict(Urgency.Look, $"Missing in more than half of the records: {Say.List([.. scarce.Select(Name)])}.", "These records rest on their other fields; see how they fare.");
        }

        var threshold = Weight(data.Threshold);
        if (UnlinkableAt(data.Evaluation, threshold) is { Share: > .02 } point)
        {
            yield return new Verdict(
                Urgency.Look,
                $"{Say.Count(point.Unlinkable, "record")} ({Say.Share(point.Share!.Value)}) hold too little to be linked to anything at this threshold.",
                "Ask the source for the fields they lack; no setting can link them.");
        }

        static string Name(FieldCompleteness f) => $"{Say.Words(f.Field)} in {f.Dataset}";
    }

    /// <summary>The unlinkable records at the last round weight at or below the threshold.</summary>
    internal static UnlinkablePoint? UnlinkableAt(EvaluationResult? evaluation, double threshold) =>
        evaluation is not { Unlinkable: { Count: > 0 } points } ? null : points.LastOrDefault(p => p.Weight <= threshold) ?? points[0];

    private static IEnumerable<Verdict> OnQuality(MatchReportData data)
    {
        foreach (var (quality, against) in new[] { (data.Evaluation?.Truth, "the truth"), (data.Evaluation?.Labels, "the labels") })
        {
            if (quality is null || At(data, quality) is not { Precision: { } precision, Recall: { } recall, F1: { } f1 } at)
            {
                continue;
            }

            yield return new Verdict(
                precision < .95 || recall < .8 ? Urgency.Look : Urgency.Fine,
                $"Against {against}: precision {Say.Share(precision)} ({Say.Count(at.FalsePositives)} wrong links), recall {Say.Share(recall)} ({Say.Count(at.FalseNegatives)} of {Say.Count(quality.TruePairs)} true pairs not linked).",
                precision < .95 ? "Look at the wrong links among the explained pairs, and consider a higher threshold." : recall < .8 ? "Look at what the missed pairs lack, and at what blocking left out." : string.Empty);
            if (quality.Best is { F1: { } best } point && best - f1 > .01)
            {
                yield return new Verdict(
                    Urgency.Look,
                    $"Against {against}, a threshold at weight {Say.Weight(point.Weight)} (probability {Say.Probability(point.Probability)}) would give F1 {Say.Four(best)} instead of {Say.Four(f1)}.",
                    "That is with the truth in hand. Change the threshold only if data yet to come will be like this.");
            }
        }
    }

    private static IEnumerable<Verdict> OnClusters(MatchReportData data)
    {
        if (data.ClusterSizes.Count > 0 && data.ClusterSizes[^1].To is var largest && largest > Math.Max(10, 3 * data.Datasets.Count))
        {
            yield return new Verdict(Urgency.Look, $"The largest cluster holds {Say.Count(largest)} records.", "One person rarely has so many: look for a chain of weak links, or a shared placeholder.");
        }
    }

    private static IEnumerable<Verdict> OnGroups(MatchReportData data)
    {
        foreach (var grouping in (data.Evaluation?.Groups ?? []).GroupBy(g => g.Grouping, StringComparer.Ordinal))
        {
            var behind = grouping.Where(g => StandsApart(g.Recall, g.RecallToRest) && g.RecallToRest is { High: < 0 }).Select(Name).ToList();
            if (behind.Count > 0)
            {
                yield return new Verdict(
                    Urgency.Look, $"Found less often than the rest, by {Say.Words(grouping.Key)}: {Say.List(behind)}.", "Whoever uses the links should know it: these people are under-counted.");
            }

            var wrong = grouping.Where(g => StandsApart(g.Precision, g.PrecisionToRest) && g.PrecisionToRest is { High: < 0 }).Select(Name).ToList();
            if (wrong.Count > 0)
            {
                yield return new Verdict(
                    Urgency.Look, $"Linked wrongly more often than the rest, by {Say.Words(grouping.Key)}: {Say.List(wrong)}.", "Look at their wrong links; a name shared by many weighs too much for them.");
            }

            var withheld = grouping.Where(g => g.Recall is null || g.Precision is null).ToList();
            if (withheld.Count > 0)
            {
                yield return new Verdict(
                    Urgency.Look,
                    $"Withheld, by {Say.Words(grouping.Key)}: {Say.Count(withheld.Count, "group")} of {Say.Count(withheld.Sum(g => g.Records), "record")}. Whether these people are served worse cannot be said here.",
                    "Evaluate on more data, or group more coarsely.");
            }

            var few = grouping.Where(g => SeemsBehind(g.Recall, g.RecallToRest) || SeemsBehind(g.Precision, g.PrecisionToRest)).Select(Name).ToList();
            if (few.Count > 0)
            {
                yield return new Verdict(
                    Urgency.Look, $"Too few to tell, by {Say.Words(grouping.Key)}: {Say.List(few)}.", $"They come out worse than the rest, on fewer than {LeastPairsOfGroup} pairs: it may be chance. Evaluate on more data, or group more coarsely.");
            }
        }

        static bool SeemsBehind(Proportion? share, ProportionDifference? toRest) => toRest is { High: < 0 } && share is { Whole: < LeastPairsOfGroup };

        static string Name(GroupAccuracy g) => GroupName(g);
    }

    /// <summary>Whether a group differs from the rest by more than chance makes likely, on enough pairs to say so.</summary>
    internal static bool StandsApart(Proportion? share, ProportionDifference? toRest) => share is { Whole: >= LeastPairsOfGroup } && toRest is ({ High: < 0 } or { Low: > 0 });

    /// <summary>A group's name for people.</summary>
    internal static string GroupName(GroupAccuracy group) =>
        group.Group ?? (group.MergedGroups > 0 ? $"{Say.Count(group.MergedGroups)} small groups together" : "not known");
}
