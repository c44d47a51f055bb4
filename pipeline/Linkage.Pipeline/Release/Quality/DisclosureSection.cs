using System.Globalization;
using Linkage.Matching.Report;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Sums;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>What disclosure control did: for each table of counts how many cells are shown, suppressed and rounded, as anyone can count in the file; and by which thresholds.</summary>
internal static class DisclosureSection
{
    internal static void Write(Page page, IReadOnlyList<WrittenFile> files, ReleaseTerms terms, GuardedCount counts)
    {
        using (page.Section("disclosure", "Disclosure control"))
        {
            var tables = files.SelectMany(f => f.Made.Tables.Select(t => Row(f, t, terms))).ToList();
            if (tables.Count > 0)
            {
                page.Paragraph($"A count below {terms.MinimumCell} is suppressed, and so is any from which one could be worked out; the others are rounded to the nearest {terms.RoundingBase}. A suppressed count is null in the file, for whatever reason.");
                page.Table(new DataTable("Cells by table", ["table", ">cells", ">shown", ">suppressed", ">rounded"], tables));
                page.Paragraph(Earlier(files, counts));
            }

            Sums(page, files, terms);
            if (files.Any(f => f.Made.Output.Kind == OutputKind.PseudonymisedRows))
            {
                page.Paragraph($"Rows under a person key: every combination of what could tell who somebody is stands for at least {terms.KAnonymity} people, who do not all have the same value. Rows of other people are left out; how many, stands under Rows. People who are new beside an earlier release of the same datasets are left out too while they are fewer than that (DIFFERENCE_SUPPRESSED).");
            }

            foreach (var file in files.Where(f => f.Made.Generalisation.Columns.Count > 0))
            {
                Generalised(page, file, counts);
            }

            if (files.Any(f => f.Made.Output.Kind == OutputKind.Outreach))
            {
                page.Paragraph("A file for contacting people names them, as the rule permits; nothing in it is a count, and nothing is suppressed but people: those who objected, whom contact would endanger or who are too young are left out.");
            }
        }
    }

    private static void Sums(Page page, IReadOnlyList<WrittenFile> files, ReleaseTerms terms)
    {
        var sums = files.SelectMany(f => f.Made.Sums.Select(s => SumRow(f, s))).ToList();
        if (sums.Count > 0 && terms.Sums is { } rule)
        {
            page.Paragraph($"A sum is suppressed where the count of its cell is, where fewer than {terms.MinimumCell} people contribute, where its {rule.Contributors} largest contributions are more than {rule.Percent} % of it, where all but the two largest are less than {rule.PPercent} % of the largest, and where it would tell what a few people have, or how it changed, beside an earlier release. The others are rounded to the nearest {rule.RoundingBase}. A suppressed sum is null in the file, for whatever reason.");
            page.Table(new DataTable("Sums by column", ["column", ">cells", ">shown", ">suppressed"], sums));
        }

        if (files.Any(f => f.Made.Output.Columns.Any(c => c.Role == "Ratio")))
        {
            page.Paragraph("Ratios are made of the counts and sums as they are shown, rounded, and tell no more than those.");
        }
    }

    // By reason they would tell a reader what a cell is hidden for; the mark of all is the same.
    private static IReadOnlyList<string> SumRow(WrittenFile file, JudgedSum sum)
    {
        var shown = sum.Cells.Count(c => c.Shown is not null);
        return [$"{file.Name}: {sum.Name}", Say.Count(sum.Cells.Count), Say.Count(shown), Say.Count(sum.Cells.Count - shown)];
    }


    private static void Generalised(Page page, WrittenFile file, GuardedCount counts)
    {
        var generalised = file.Made.Generalisation;
        page.Table(new DataTable(
            $"Columns made coarser: {file.Name}",
            ["column", "given by", ">level", ">of", ">rows"],
            [.. generalised.Columns.Select(c => (IReadOnlyList<string>)[c.Column.Name, c.Step.Text, Say.Count(c.Level), Say.Count(c.Height), counts.Text(c.Rows)])]));
        if (generalised.Chosen is { } chosen)
        {
            page.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"The levels are those that lose least (Prec {1 - chosen.Loss:0.###}, of 1 where nothing is lost) of all that leave out at most {generalised.MaximumPercent} % of the people because of their group, and are nowhere finer than in an earlier release; where none does, those that leave out fewest. {Say.Count(chosen.Tried)} of {Say.Count(chosen.Nodes)} combinations were tried."));
        }
    }

    private static string Earlier(IReadOnlyList<WrittenFile> files, GuardedCount counts)
    {
        var hidden = files.SelectMany(f => f.Made.Tables).Sum(t => t.HiddenForEarlier);
        var notTested = files.Max(f => f.Made.Part.WarnedByReason.GetValueOrDefault("EARLIER_RELEASES_NOT_TESTED"));
        return "The tables were tested against those of earlier releases of the same datasets, added and subtracted in every way. "
            + (hidden == 0 ? "None of their cells is suppressed for that reason alone." : $"Cells suppressed for that reason alone (HIDDEN_FOR_EARLIER_RELEASES): {counts.Text(hidden)}.")
            + (notTested == 0 ? string.Empty : $" The oldest releases, {Say.Count(notTested)}, were too many to be tested against.");
    }

    private static IReadOnlyList<string> Row(WrittenFile file, JudgedTable table, ReleaseTerms terms)
    {
        var (cells, suppressed) = (table.Shown.Cells.Count, table.Shown.Suppressed);
        var shown = cells - suppressed;
        return [$"{file.Name}: {table.Shown.Name}", Say.Count(cells), Say.Count(shown), Say.Count(suppressed), Say.Count(terms.RoundingBase > 1 ? shown : 0)];
    }
}
