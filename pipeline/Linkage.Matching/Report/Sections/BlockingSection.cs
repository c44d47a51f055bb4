using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Pairs by blocking rule, pairs left out, largest blocks.</summary>
internal static class BlockingSection
{
    private const int MostRows = 20;

    internal static void Write(Page page, MatchReportData data)
    {
        var found = (data.Evaluation?.Rules ?? []).ToDictionary(r => r.Rule, StringComparer.Ordinal);
        var yielding = data.Blocking.Where(b => b.PairsYielded > 0).ToList();
        var loose = data.Blocking.Where(b => b.IsLoose && b.BlocksLeftOut > 0).ToList();
        var shown = data.Blocking.Where(b => b.PairsYielded > 0 || (!b.IsLoose && b.PairsLeftOut > 0)).ToList();
        var rows = shown.Index().OrderByDescending(b => b.Item.PairsYielded + LeftOut(b.Item)).Take(MostRows).OrderBy(b => b.Index).Select(b => b.Item).ToList();
        if (rows.Count == 0)
        {
            rows = [.. data.Blocking.Take(1)];
        }

        var largest = data.Blocking.MaxBy(b => b.LargestBlockPairs)!;
        var leftOut = data.Blocking.Where(b => !b.IsLoose).Sum(b => b.PairsLeftOut);
        page.Figure(
            new FigureText(
                "blocking-chart",
                "Pairs by blocking rule",
                string.Join("; ", rows.Select(r => $"{r.Rule}: {Says(r)}")) + ".",
                (data.PairsCompared == data.PossiblePairs ? "There were few enough records to compare every pair. " : "Only records that agree on one of these rules are compared. ") + "A solid bar counts the pairs a rule was the first to find; a hatched bar the pairs in its blocks that were too large and left out. Rules stand in the order they are asked.",
                $"{Say.Count(yielding.Count, "rule")} of {Say.Count(data.Blocking.Count)} brought {Say.Count(data.PairsCompared, "pair")}, {Share(data)} of all possible ones. The largest block of all holds {Say.Count(largest.LargestBlockPairs, "pair")} (rule “{largest.Rule}”). "
                + (leftOut == 0 ? "Nothing was left out for being too large" : $"{Say.Count(leftOut, "pair")} were left out for being in blocks too large")
                + (loose.Count == 0 ? "." : $"; {Say.Count(loose.Count, "loose rule")} had blocks left out as a matter of course.")
                + (shown.Count > rows.Count ? $" The {Say.Count(rows.Count)} largest rules are drawn, all are in the table." : string.Empty),
                "Where a rule leaves much out, one value is in very many records: usually a placeholder such as an office address; clean it at the source. A rule that costs many pairs and finds few links can go."),
            new BarChart([.. rows.Select(r => new BarRow(r.Rule, r.PairsYielded, LeftOut(r), Says(r)))], rows.Max(r => (double)(r.PairsYielded + LeftOut(r))), Say.Short, "pairs"),
            new DataTable(
                "Blocking rules in their order",
                found.Count == 0
                    ? ["rule", ">pairs first found", ">pairs in its blocks", ">blocks left out", ">pairs left out", ">pairs of largest block", "kind"]
                    : ["rule", ">pairs first found", ">pairs in its blocks", ">blocks left out", ">pairs left out", ">pairs of largest block", "kind", ">links", ">links only here"],
                [.. data.Blocking.Select(b =>
                {
                    List<string> row = [b.Rule, Say.Count(b.PairsYielded), Say.Count(b.PairsInBlocks), Say.Count(b.BlocksLeftOut), Say.Count(b.PairsLeftOut), Say.Count(b.LargestBlockPairs), b.IsLoose ? "loose" : "firm"];
                    if (found.Count > 0)
                    {
                        row.AddRange(found.TryGetValue(b.Rule, out var rule) ? [Say.Count(rule.Links), Say.Count(rule.LinksOnlyHere)] : [string.Empty, string.Empty]);
                    }

                    return (IReadOnlyList<string>)row;
                })]));
    }

    // A loose rule leaves blocks out as a matter of course: that is no finding.
    private static long LeftOut(Blocking.BlockingCount count) => count.IsLoose ? 0 : count.PairsLeftOut;

    private static string Says(Blocking.BlockingCount count) =>
        LeftOut(count) > 0 ? $"{Say.Short(count.PairsYielded)}; {Say.Short(count.PairsLeftOut)} left out" : Say.Short(count.PairsYielded);

    private static string Share(MatchReportData data) => data.PossiblePairs == 0 ? "none" : Say.Share((double)data.PairsCompared / data.PossiblePairs);
}
