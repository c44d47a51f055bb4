using Linkage.Matching.Evaluation;
using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Precision, recall and F1 by threshold.</summary>
internal static class QualitySection
{
    internal static void Write(Page page, MatchReportData data)
    {
        if (data.Evaluation?.Truth is { Curve.Count: > 0 } truth)
        {
            Write(page, data, truth, "truth", "the truth");
        }

        if (data.Evaluation?.Labels is { Curve.Count: > 0 } labels)
        {
            Write(page, data, labels, "labels", "labelled pairs");
        }
    }

    private static void Write(Page page, MatchReportData data, PairQuality quality, string id, string against)
    {
        var threshold = Verdicts.Weight(data.Threshold);
        var shown = quality.Curve.Where(p => p.TruePositives > 0).ToList() is { Count: > 0 } some ? some : [.. quality.Curve];
        var curves = new List<Curve>
        {
            new("precision", CurveMark.Circle, [.. shown.Where(p => p.Precision is not null).Select(p => (p.Weight, p.Precision!.Value))]),
            new("recall", CurveMark.Square, [.. shown.Where(p => p.Recall is not null).Select(p => (p.Weight, p.Recall!.Value))]),
            new("F1", CurveMark.Diamond, [.. shown.Where(p => p.F1 is not null).Select(p => (p.Weight, p.F1!.Value))]),
        };
        var at = Verdicts.At(data, quality);
        var says = at is { Precision: { } precision, Recall: { } recall, F1: { } f1 }
            ? $"At the threshold, precision is {Say.Share(precision)}, recall {Say.Share(recall)} and F1 {Say.Four(f1)}, against {against}."
            : $"At the threshold there is nothing to measure against {against}.";
        if (quality.Best is { F1: { } best, Weight: var weight, Probability: var probability })
        {
            says += $" The best F1 of all, with hindsight, is {Say.Four(best)} at weight {Say.Weight(weight)} (probability {Say.Probability(probability)}).";
        }

        var lost = quality.TruePairs - quality.TruePairsFound;
        says += lost > 0 ? $" {Say.Count(lost)} of {Say.Count(quality.TruePairs)} true pairs are out of reach of any threshold: they were not compared, or fell below all that was kept." : " No true pair is out of reach.";
        page.Figure(
            new FigureText(
                $"quality-{id}",
                $"Precision, recall and F1 by threshold, against {against}",
                "Three curves of shares by threshold. " + says,
                "Precision ● is the share of links that are right; recall □ the share of true pairs that are linked; F1 ◆ stands between the two. Moving the threshold right makes links surer and fewer. The scale of shares need not begin at 0.",
                says,
                "Choose the threshold by what an error costs. Where a wrong link harms a person, go right; where a missed person is the harm, go left and have people check. Where the curves are flat around the line, leave it."),
            new CurveChart(curves, threshold, LeastShare(curves), 1),
            new DataTable(
                $"Quality by threshold, against {against}",
                [">match weight", ">probability", ">precision", ">recall", ">F1", ">right links", ">wrong links", ">missed pairs"],
                [.. quality.Curve.Select(p => (IReadOnlyList<string>)
                [
                    Say.Weight(p.Weight), Say.Probability(p.Probability), Four(p.Precision), Four(p.Recall), Four(p.F1),
                    Say.Count(p.TruePositives), Say.Count(p.FalsePositives), Say.Count(p.FalseNegatives),
                ])]));
    }

    private static double LeastShare(List<Curve> curves) => curves.SelectMany(c => c.Points).Select(p => p.Y).DefaultIfEmpty(0).Min();

    private static string Four(double? value) => value is { } given ? Say.Four(given) : "not defined";
}
