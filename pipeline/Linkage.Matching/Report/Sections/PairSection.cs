using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Waterfalls of chosen pairs.</summary>
internal static class PairSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var threshold = Verdicts.Weight(data.Threshold);
        var ends = data.Pairs.SelectMany(p => Running(p)).Append(threshold).Append(0).ToList();
        var scale = Scale.Around(ends.Min(), ends.Max(), 0, 1, 6);
        page.Multiples(
            new FigureText(
                "waterfalls",
                "How the weight of single pairs adds up",
                string.Empty,
                "Start at the top: before anything is compared a match is very unlikely, so the first bar goes far to the left. Each comparison then moves the weight right (solid) or left (hatched) from where the one before ended; the bar at the bottom is where it ends. A field counts for what it adds to those above it: a shared address adds little once the names could be those of two relatives. Where a value is rarer or commoner than the average, a notch shows where its bar would otherwise end. All pairs are drawn to one scale.",
                $"{Say.Count(data.Pairs.Count, "pair")}: the strongest, those nearest the threshold on both sides"
                + (data.Pairs.Any(p => p.Reason.Contains("wrong", StringComparison.Ordinal) || p.Reason.StartsWith("one person", StringComparison.Ordinal)) ? ", and some the linker got wrong" : string.Empty)
                + ".",
                "Look at the pairs at the threshold and ask whether you would have decided so. If the pairs just above it look wrong, raise the threshold; if those just below look right, lower it. If one field decides too much, look at its levels below."),
            [.. data.Pairs.Select((p, index) => new Panel(
                $"{index + 1}. {Capital(p.Reason)}",
                $"{p.Left} and {p.Right}. Found by: {p.BlockingRule}.",
                $"{string.Join("; ", p.Steps.Select(s => $"{WaterfallChart.Describe(s)}, {Say.Weight(s.Weight)}"))}; together {Say.Weight(p.Weight)}, probability {Say.Probability(p.Probability)}.",
                new WaterfallChart(p, threshold, scale)))],
            sideBySide: true,
            Table(data));
    }

    private static IEnumerable<double> Running(ExplainedPair pair)
    {
        var at = 0.0;
        foreach (var step in pair.Steps)
        {
            at += step.Weight;
            yield return at;
        }
    }

    private static DataTable Table(MatchReportData data)
    {
        var columns = new List<string> { "pair", "step", "level", ">adds", ">of which rarity", ">weight so far" };
        if (data.ShowsIdentifiers)
        {
            columns.InsertRange(3, ["left value", "right value"]);
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach (var (index, pair) in data.Pairs.Index())
        {
            foreach (var (step, so) in pair.Steps.Zip(Running(pair)))
            {
                var row = new List<string> { FormattableString.Invariant($"{index + 1}"), Say.Words(step.Name), step.Level, Say.Weight(step.Weight), step.Rarity is { } rarity ? Say.Weight(rarity) : string.Empty, Say.Weight(so) };
                if (data.ShowsIdentifiers)
                {
                    row.InsertRange(3, [step.LeftValue ?? string.Empty, step.RightValue ?? string.Empty]);
                }

                rows.Add(row);
            }
        }

        return new DataTable("The steps of each pair", columns, rows);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
