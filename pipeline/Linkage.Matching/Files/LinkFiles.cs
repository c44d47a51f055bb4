using System.Globalization;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Inference;
using Linkage.Matching.Review;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Files;

/// <summary>What a run leaves in its folder: links.parquet, clusters.parquet, model.json, settings.json and run.json.</summary>
internal static class LinkFiles
{
    /// <summary>Writes the files.</summary>
    internal static void Write(
        FileSession files, string folder, LinkSettings settings, double least, IReadOnlyList<InferredColumn> columns, LinkResult run, ClusterResult clusters, CancellationToken cancellationToken)
    {
        string Target(string name) => SqlName.Literal(Path.Combine(folder, name));
        files.Duck.Execute(
            string.Create(CultureInfo.InvariantCulture, $"COPY (SELECT * EXCLUDE (left_rid, right_rid) FROM {run.Links} WHERE match_probability >= {least:R}::DOUBLE ORDER BY left_rid, right_rid) TO {Target("links.parquet")} (FORMAT parquet, COMPRESSION zstd)"),
            cancellationToken);
        files.Duck.Execute(
            $"COPY (SELECT dataset, record_id, cluster_number, cluster_id FROM {clusters.Clusters} ORDER BY cluster_number, dataset, record_id) TO {Target("clusters.parquet")} (FORMAT parquet, COMPRESSION zstd)",
            cancellationToken);
        run.Model.Save(Path.Combine(folder, "model.json"));
        var used = columns.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new ColumnSettings(g.First().Meaning, g.First().Field), StringComparer.Ordinal);
        (settings with { Columns = used, Model = null }).Save(Path.Combine(folder, "settings.json"));
        LinkRunFile.Of(settings.Threshold, least, files.Files, files.Request.Id, columns, run).Save(folder);
    }
}
