using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Match weights by comparison level, with the m and u they come from.</summary>
internal static class LevelSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var levels = data.Comparisons.SelectMany(c => c.Levels).ToList();
        var rates = new Scale(Math.Floor(levels.Min(l => LevelChart.Log(Math.Min(l.M, l.U)))), 0, 0, 1);
        var weights = Scale.Around(Math.Min(-1, levels.Min(l => l.Weight)), Math.Max(1, levels.Max(l => l.Weight)), 0, 1, 6);
        var strongest = data.Comparisons.SelectMany(c => c.Levels.Select(l => (Comparison: c.Name, Level: l))).MaxBy(l => l.Level.Weight);
        var against = data.Comparisons.SelectMany(c => c.Levels.Select(l => (Comparison: c.Name, Level: l))).MinBy(l => l.Level.Weight);
        page.Multiples(
            new FigureText(
                "levels",
                "Match weight of each level, and how often it occurs",
                string.Empty,
                "For each comparison, best agreement first. m ● is how often two records of one person fall into the level, u ○ how often two unrelated records do; on this scale the distance between the two is the weight. A solid bar to the right speaks for one person, a hatched bar to the left against. A weight of +1 doubles the odds; +10 makes them a thousand times as high. Missing values count for nothing. Agreement on a rare value counts for more than its bar, on a common one for less.",
                $"The strongest evidence for a match is {Say.Words(strongest.Comparison)}, {strongest.Level.Label} ({Say.Weight(strongest.Level.Weight)}); the strongest against it is {Say.Words(against.Comparison)}, {against.Level.Label} ({Say.Weight(against.Level.Weight)}).",
                "Levels should weigh less from top to bottom. Where a worse agreement outweighs a better one, the two may say different things, or too few pairs fell into one of them: look at pairs of that level. Where agreement on a field weighs little, leave the field out and process less data."),
            [.. data.Comparisons.Select(c => new Panel(
                Say.Words(c.Name),
                null,
                string.Join("; ", c.Levels.Select(l => $"{l.Label}: m {Say.Rate(l.M)}, u {Say.Rate(l.U)}, weight {Say.Weight(l.Weight)}")) + ".",
                new LevelChart(c.Levels, rates, weights)))],
            sideBySide: false,
            new DataTable(
                "m, u and match weight by comparison and level",
                ["comparison", "level", ">m", ">u", ">match weight"],
                [.. data.Comparisons.SelectMany(c => c.Levels.Select(l => (IReadOnlyList<string>)[Say.Words(c.Name), l.Label, Say.Rate(l.M), Say.Rate(l.U), Say.Weight(l.Weight)]))]));
    }
}
