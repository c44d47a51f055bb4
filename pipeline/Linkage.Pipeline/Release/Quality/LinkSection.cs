using System.Globalization;
using Linkage.Governance.Disclosure;
using Linkage.Matching.Report;
using Linkage.Matching.Report.Charts;
using Linkage.Pipeline.Link;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>How sure the links are: how many of them by probability, protected as a table of counts is, and the precision that follows from the probabilities themselves.</summary>
internal static class LinkSection
{
    // Lower bounds of the bands, in hundredths.
    private static readonly int[] Bounds = [0, 50, 80, 90, 95, 98, 99];

    internal static void Write(Page page, ReleaseRequest request, GuardedCount counts)
    {
        using (page.Section("links", "Links"))
        {
            page.Paragraph(Precision(request.Links, counts));
            page.Paragraph("Recall - how many of the true pairs were linked - is not known: it needs pairs that people have labelled.");
            if (request.Links.Count > 0)
            {
                Bands(page, Protected(request, counts), counts);
            }

            // Of the project's own datasets: how old those are who objected, or may not be contacted, is nobody's business here.
            GroupSection.Write(page, [.. request.Groups.Where(g => request.Mounted.Keys.Any(d => d.Value == g.Dataset))], counts);
            page.Table(new DataTable(
                "Models by which pairs of datasets were weighed",
                ["pair", "model"],
                [.. request.Models.Select(m => (IReadOnlyList<string>)[m.Left == m.Right ? m.Left : $"{m.Left} and {m.Right}", m.Name ?? "trained on this run's own pairs"])]));
        }
    }

    private static string Precision(IReadOnlyList<LinkTally> links, GuardedCount counts)
    {
        var total = links.Sum(l => l.Links);
        return total < counts.Minimum
            ? "Precision - how many of the links are right - is not estimated: there are too few links, or none were counted."
            : $"Precision - how many of the links are right - is at least {Hundredths((int)(links.Sum(l => l.Links * l.Hundredths) / total))} by the models' own probabilities. That is the models' opinion, not a measurement.";
    }

    // A table of counts like any other. Bands that no link of the project can fall into are no cells.
    private static ShownTable Protected(ReleaseRequest request, GuardedCount counts)
    {
        var least = request.Project.Joins.Count == 0 ? 0 : (int)Math.Floor(request.Project.Joins.Min(j => j.MinimumProbability) * 100);
        var cells = request.Links.Select(l => l.Key).Distinct().Order(StringComparer.Ordinal)
            .SelectMany(key => Bounds.Index().Where(b => End(b.Index) > least).Select(b => new TableCell(
                [key, Band(b.Index)],
                request.Links.Where(l => l.Key == key && l.Hundredths >= b.Item && l.Hundredths < End(b.Index)).Sum(l => l.Links))));
        return DisclosureControl.Apply([new CountTable("links", ["key", "band"], [.. cells])], counts.Minimum, counts.Base)[0];
    }

    private static void Bands(Page page, ShownTable table, GuardedCount counts)
    {
        var rows = table.Cells.Select(c => (Key: c.Dimensions[0]!, Band: c.Dimensions[1]!, c.Shown)).ToList();
        string Says(long? shown) => shown is { } count ? Say.Count(count) : "not shown";
        page.Figure(
            new FigureText(
                "link-bands",
                "Links by probability",
                string.Join("; ", rows.Select(r => $"{r.Key}, {r.Band}: {Says(r.Shown)}")) + ".",
                $"A bar counts the links that one key made at probabilities of a band: uprn, the same property and an agreeing name or date of birth; person, name, date of birth and the rest. Counts are rounded to {counts.Base}; those below {counts.Minimum}, and those from which they could be worked out, are not shown.",
                $"{Say.Count(table.SumOfShown)} links are shown.",
                "The further down a band, the more of its links join two people. Who needs to be surer asks for a higher least probability in the project."),
            new BarChart([.. rows.Select(r => new BarRow($"{r.Key}, {r.Band}", r.Shown ?? 0, 0, Says(r.Shown)))], rows.Max(r => (double)(r.Shown ?? 0)), Say.Short, "links"),
            new DataTable("Links by probability", ["key", "probability", ">links"], [.. rows.Select(r => (IReadOnlyList<string>)[r.Key, r.Band, Says(r.Shown)])]));
    }

    private static int End(int band) => band + 1 < Bounds.Length ? Bounds[band + 1] : 101;

    private static string Band(int band) => band + 1 < Bounds.Length ? $"{Hundredths(Bounds[band])} to {Hundredths(Bounds[band + 1])}" : $"{Hundredths(Bounds[band])} or more";

    private static string Hundredths(int hundredths) => (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
