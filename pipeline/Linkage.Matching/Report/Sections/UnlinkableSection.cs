using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Records that could not be linked even to themselves.</summary>
internal static class UnlinkableSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var threshold = Verdicts.Weight(data.Threshold);
        var points = data.Evaluation!.Unlinkable.Where(p => p.Share is not null).Select(p => (p.Weight, p.Share!.Value)).ToList();
        var at = Verdicts.UnlinkableAt(data.Evaluation, threshold);
        var says = at?.Share is { } share
            ? $"At the threshold {Say.Count(at.Unlinkable, "record")} ({Say.Share(share)}) could not be linked to anything, not even to a copy of {(at.Unlinkable == 1 ? "itself" : "themselves")}."
            : "There are no records.";
        page.Figure(
            new FigureText(
                "unlinkable-chart",
                "Records that hold too little, by threshold",
                "A curve of the share of records by threshold. " + says,
                "Each record is weighed against a copy of itself, the best it can ever do. The curve is the share of records whose own weight stays below the threshold.",
                says,
                "These records cannot be linked by any setting: they lack values, or all their values are common. Look at missing values, and ask the source for more. A threshold where the curve begins to climb throws away good records."),
            new CurveChart([new Curve("unlinkable", CurveMark.Circle, points)], threshold, 0, Math.Max(.01, points.Select(p => p.Item2).DefaultIfEmpty(0).Max())),
            new DataTable(
                "Unlinkable records by threshold",
                [">match weight", ">probability", ">records", ">share"],
                [.. data.Evaluation.Unlinkable.Select(p => (IReadOnlyList<string>)[Say.Weight(p.Weight), Say.Probability(p.Probability), Say.Count(p.Unlinkable), p.Share is { } s ? Say.Share(s) : "not defined"])]));
    }
}
