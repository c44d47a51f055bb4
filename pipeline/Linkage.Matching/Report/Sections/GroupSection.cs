using Linkage.Matching.Evaluation;
using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Recall and precision by group, with their intervals.</summary>
internal static class GroupSection
{
    private const string Withheld = "withheld";

    internal static void Write(Page page, MatchReportData data)
    {
        var groups = data.Evaluation!.Groups;
        var panels = new List<Panel>();
        foreach (var grouping in groups.GroupBy(g => g.Grouping, StringComparer.Ordinal))
        {
            panels.Add(PanelOf(groups, grouping.Key, [.. grouping], "recall", g => g.Recall, g => g.RecallToRest, data.Evaluation.Truth?.AtThreshold.Recall));
            panels.Add(PanelOf(groups, grouping.Key, [.. grouping], "precision", g => g.Precision, g => g.PrecisionToRest, data.Evaluation.Truth?.AtThreshold.Precision));
        }

        var apart = groups.Where(g => Verdicts.StandsApart(g.Recall, g.RecallToRest) || Verdicts.StandsApart(g.Precision, g.PrecisionToRest)).Select(g => $"{Say.Words(g.Grouping)} {Verdicts.GroupName(g)}").ToList();
        page.Multiples(
            new FigureText(
                "groups-chart",
                "Recall and precision by group",
                string.Empty,
                "A dot is the share, the line through it its 95% interval; the dashed line is the share of all records. A hollow diamond ◇ marks a group that differs from the rest by more than chance makes likely, on at least 10 pairs. Recall: of the group's true pairs, the share that is linked. Precision: of its links, the share that is right.",
                $"At probability {Say.Probability(data.Evaluation.Threshold)}. "
                + (apart.Count == 0 ? "No group shown differs from the rest by more than chance makes likely." : $"These differ from the rest by more than chance makes likely: {Say.List(apart)}.")
                + (groups.Any(g => g.MergedGroups > 0) ? " Groups of very few records are taken together, so that nobody can be picked out." : string.Empty)
                + (groups.Any(g => g.Recall is null || g.Precision is null) ? " Withheld: fewer than ten pairs were found, missed or wrong, in the group or in what the groups shown leave over." : string.Empty),
                "A group with low recall is under-counted in everything made of these links; one with low precision has people mixed up. Say so wherever the results are used, and look at its fields above: names spelt in several ways, recent moves and missing values are the usual reasons. Of twenty groups alike, one is marked by chance."),
            panels,
            sideBySide: true,
            new DataTable(
                "Recall and precision by group, with 95% intervals",
                ["grouping", "group", ">records", ">true pairs", ">recall", ">interval", ">precision", ">interval"],
                [.. groups.Select(g => (IReadOnlyList<string>)
                [
                    Say.Words(g.Grouping), Verdicts.GroupName(g), Say.Count(g.Records), g.TruePairs is { } pairs ? Say.Count(pairs) : Withheld,
                    Value(g.Recall), Interval(g.Recall), Value(g.Precision), Interval(g.Precision),
                ])]));
    }

    private static Panel PanelOf(
        IReadOnlyList<GroupAccuracy> all, string grouping, IReadOnlyList<GroupAccuracy> groups, string measure, Func<GroupAccuracy, Proportion?> share, Func<GroupAccuracy, ProportionDifference?> toRest, double? overall)
    {
        var rows = groups.Select(g => new IntervalRow(Verdicts.GroupName(g), share(g)?.Value, share(g)?.Low, share(g)?.High, Verdicts.StandsApart(share(g), toRest(g)), Value(share(g)))).ToList();
        // One scale a measure, over all groupings, so that panels can be held against one another.
        var least = all.Select(g => share(g)?.Low).Append(overall).OfType<double>().DefaultIfEmpty(0).Min();
        return new Panel(
            $"{Say.Words(grouping)}: {measure}",
            null,
            string.Join("; ", rows.Select(r => r.Value is null ? $"{r.Label}: {r.Name}" : $"{r.Label}: {Say.Share(r.Value.Value)}, interval {Say.Share(r.Low!.Value)} to {Say.Share(r.High!.Value)}{(r.Stands ? ", apart from the rest" : string.Empty)}")) + ".",
            new IntervalChart(rows, Scale.Around(Math.Min(least, .999), 1, 0, 1, 4), overall, measure));
    }

    private static string Value(Proportion? share) => share is null ? Withheld : share.Value is { } value ? Say.Share(value) : "no pairs";

    private static string Interval(Proportion? share) => share is { Low: { } low, High: { } high } ? $"{Say.Share(low)} to {Say.Share(high)}" : string.Empty;
}
