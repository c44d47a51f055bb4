using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>The distribution of match weights.</summary>
internal static class DistributionSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var threshold = Verdicts.Weight(data.Threshold);
        var (near, below) = Verdicts.NearThreshold(data);
        var others = data.Weights.Sum(b => b.Others);
        // Far below the threshold there are so many pairs that the links beside them would not be seen.
        var drawn = data.Weights.Where(b => b.Links > 0 || b.To > threshold - 3 * Verdicts.Near).ToList() is { Count: > 0 } some ? some : [.. data.Weights];
        var far = others - drawn.Sum(b => b.Others);
        page.Figure(
            new FigureText(
                "distribution-chart",
                "Pairs kept, by match weight",
                $"Bars of counts by match weight from {Say.Weight(drawn[0].From)} to {Say.Weight(drawn[^1].To)}; the threshold is at {Say.Weight(threshold)}.",
                "Each bar counts pairs whose match weight lies in that step. Solid bars are links, hatched bars pairs below the threshold (dashed line). Higher is surer.",
                $"{Say.Count(data.LinkCount, "link")}; {Say.Count(near)} of them and {Say.Count(below, "pair")} below are within {Verdicts.Near:0} of the threshold, where a pair is a matter of judgement."
                + (others == 0 ? " Pairs below the threshold were not kept, so the left side is empty." : string.Empty)
                + (far > 0 ? $" {Say.Count(far, "pair")} further down {(far == 1 ? "is" : "are")} not drawn; the table counts them." : string.Empty),
                "A good run has a hill on the right and little near the line: then the exact threshold hardly matters. If the hill runs across the line, look at pairs near it, and add a field that tells people apart."),
            new HistogramChart(drawn, threshold),
            new DataTable(
                "Pairs kept by match weight",
                [">match weight from", ">to below", ">links", ">pairs below the threshold"],
                [.. data.Weights.Select(b => (IReadOnlyList<string>)[Say.Weight(b.From), Say.Weight(b.To), Say.Count(b.Links), Say.Count(b.Others)])]));
    }
}
