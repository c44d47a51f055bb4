using System.Globalization;
using Linkage.Governance.Disclosure;
using Linkage.Matching.Report;
using Linkage.Pipeline.Link;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>
/// Whether linking favours some people over others: the share of the records of each group that was linked to another dataset. The counts are protected as tables of counts are, and the shares
/// are made of what is shown.
/// </summary>
internal static class GroupSection
{
    private const string Linked = "linked";
    private const string NotLinked = "not linked";

    internal static void Write(Page page, IReadOnlyList<GroupTally> groups, GuardedCount counts)
    {
        // A dataset that has no such column has one group, and nobody to compare.
        var compared = groups.GroupBy(g => (g.Dataset, g.Dimension)).Where(g => g.Count() > 1).SelectMany(g => g).ToList();
        if (compared.Count == 0)
        {
            page.Paragraph("Whether linking favours some people over others is not known: no dataset has sex or date of birth among what was linked by.");
            return;
        }

        var rows = RowsOf([.. compared.GroupBy(g => g.Dimension).OrderBy(g => g.Key, StringComparer.Ordinal)], counts);
        page.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Linking may favour some people over others: names that change, are spelt in several ways or are common are missed more often. Below is the share of each group's records that was linked to another dataset; a group may also have less to be linked to, so a gap is a question and not an answer. Counts are rounded to {counts.Base}; those below {counts.Minimum}, and those from which they could be worked out, are not shown, nor is a share made of them. Ethnicity, disability and deprivation are not compared: they are not among what is linked by."));
        foreach (var gap in Gaps(rows))
        {
            page.Paragraph(gap);
        }

        page.Table(new DataTable(
            "Linked by group",
            ["dataset", "by", "group", ">linked", ">not linked", ">share linked"],
            [.. rows.Select(r => (IReadOnlyList<string>)[r.Dataset, r.Dimension, r.Group, Says(r.Linked), Says(r.NotLinked), r.Share is { } share ? Percent(share) : "not shown"])]));
    }

    // Together: the same records are counted by each dimension, so that one table's totals tell the other's.
    private static List<Row> RowsOf(IReadOnlyList<IGrouping<string, GroupTally>> dimensions, GuardedCount counts)
    {
        var shown = DisclosureControl.Apply([.. dimensions.Select(TableOf)], counts.Minimum, counts.Base);
        return
        [
            .. dimensions.SelectMany((dimension, table) => dimension.Select((g, place) =>
                new Row(g.Dataset, g.Dimension, g.Group, shown[table].Cells[2 * place].Shown, shown[table].Cells[(2 * place) + 1].Shown))),
        ];
    }

    private static CountTable TableOf(IGrouping<string, GroupTally> dimension) => new(
        dimension.Key,
        ["dataset", dimension.Key, Linked],
        [.. dimension.SelectMany(g => new[] { new TableCell([g.Dataset, g.Group, Linked], g.Linked), new TableCell([g.Dataset, g.Group, NotLinked], g.Records - g.Linked) })]);

    private static IEnumerable<string> Gaps(List<Row> rows) => rows
        .Where(r => r.Share is not null && r.Group != "not known")
        .GroupBy(r => (r.Dataset, r.Dimension))
        .Where(g => g.Count() > 1)
        .Select(g => (Low: g.MinBy(r => r.Share)!, High: g.MaxBy(r => r.Share)!))
        .Select(g => $"{g.Low.Dataset}, by {g.Low.Dimension}: from {Percent(g.Low.Share!.Value)} ({g.Low.Group}) to {Percent(g.High.Share!.Value)} ({g.High.Group}).");

    private static string Says(long? shown) => shown is { } count ? Say.Count(count) : "not shown";

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private sealed record Row(string Dataset, string Dimension, string Group, long? Linked, long? NotLinked)
    {
        internal double? Share => Linked is { } linked && NotLinked is { } other && linked + other > 0 ? (double)linked / (linked + other) : null;
    }
}
