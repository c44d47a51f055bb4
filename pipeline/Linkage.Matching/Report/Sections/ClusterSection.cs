using Linkage.Matching.Evaluation;
using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report.Sections;

/// <summary>Cluster sizes, and how tightly links hold them where that was measured.</summary>
internal static class ClusterSection
{
    internal static void Write(Page page, MatchReportData data)
    {
        var sizes = data.ClusterSizes;
        var clusters = sizes.Sum(s => s.Clusters);
        var records = sizes.Sum(s => s.Records);
        var alone = sizes.Where(s => s.To == 1).Sum(s => s.Clusters);
        var shape = data.Evaluation?.ClusterShape;
        var quality = data.Evaluation?.Clusters;
        var says = $"{Say.Count(records, "record")} make {Say.Count(clusters, "cluster")}; {Say.Count(alone)} stand alone and the largest holds {Say.Count(sizes[^1].To, "record")}."
            + (shape is { Bridges: > 0 } ? $" {Say.Count(shape.ClustersWithBridges, "cluster")} of three records or more would fall apart without a single link." : string.Empty)
            + (quality is { Precision: { } p, Recall: { } r } ? $" Against the truth, {Say.Share(p)} of the pairs within clusters are right and {Say.Share(r)} of the true pairs are in one cluster." : string.Empty);
        page.Figure(
            new FigureText(
                "cluster-chart",
                "Clusters by size",
                string.Join("; ", sizes.Select(s => $"{Size(s)}: {Say.Count(s.Clusters, "cluster")}")) + ".",
                "A cluster is all records taken to be one person. A bar counts the clusters of a size"
                + (shape is null ? "." : "; density is the share of the pairs within them that are links themselves: 100% means that every record agrees with every other."),
                says,
                "Expect few clusters larger than the number of datasets times the duplicates you know of. Look at the largest ones and at those of low density first: they are chains, in which a single wrong link joins two people. A higher threshold, or rules on which datasets may meet, splits them."),
            new BarChart([.. sizes.Select(s => new BarRow(Size(s), s.Clusters, 0, Says(s, shape)))], sizes.Max(s => (double)s.Clusters), Say.Short, "clusters"),
            new DataTable(
                "Clusters by size",
                shape is null ? ["size", ">clusters", ">records"] : ["size", ">clusters", ">records", ">links within", ">density", ">links that alone hold one together"],
                [.. sizes.Select(s => (IReadOnlyList<string>)(shape is null
                    ? [Size(s), Say.Count(s.Clusters), Say.Count(s.Records)]
                    : [Size(s), Say.Count(s.Clusters), Say.Count(s.Records), Say.Count(s.Edges), s.Density is { } d ? Say.Share(d) : string.Empty, Say.Count(s.Bridges)]))]));
    }

    private static string Size(ClusterSizeBin bin) => bin.From == bin.To ? Say.Count(bin.From, "record") : $"{Say.Count(bin.From)} to {Say.Count(bin.To)} records";

    private static string Says(ClusterSizeBin bin, ClusterShape? shape) =>
        shape is not null && bin.Density is { } density && bin.From > 2 ? $"{Say.Count(bin.Clusters)}; density {Say.Share(density)}" : Say.Count(bin.Clusters);
}
