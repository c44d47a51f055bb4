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
    private const string Links = "links.parquet";
    private const string Clusters = "clusters.parquet";
    private const string Model = "model.json";
    private const string Settings = "settings.json";

    /// <summary>The names of the files.</summary>
    internal static IReadOnlyList<string> Names { get; } = [Links, Clusters, Model, Settings, OutFolder.LastFile];

    /// <summary>Writes the files: all of them, or none.</summary>
    internal static void Write(
        FileSession files, OutFolder folder, LinkSettings settings, double least, IReadOnlyList<InferredColumn> columns, LinkResult run, ClusterResult clusters, CancellationToken cancellationToken)
    {
        Copy(
            Links,
            string.Create(CultureInfo.InvariantCulture, $"SELECT * EXCLUDE (left_rid, right_rid) FROM {run.Links} WHERE match_probability >= {least:R}::DOUBLE ORDER BY left_rid, right_rid"));
        Copy(Clusters, $"SELECT dataset, record_id, cluster_number, cluster_id FROM {clusters.Clusters} ORDER BY cluster_number, dataset, record_id");
        run.Model.Save(folder.Unpublished(Model));
        var used = columns.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new ColumnSettings(g.First().Meaning, g.First().Field), StringComparer.Ordinal);
        (settings with { Columns = used, Model = null }).Save(folder.Unpublished(Settings));
        OwnerOnly.Replace(folder.Unpublished(OutFolder.LastFile), LinkRunFile.Of(settings.Threshold, least, files.Files, files.Request.Id, columns, run).ToBytes());
        cancellationToken.ThrowIfCancellationRequested();
        folder.Publish(Names);

        void Copy(string name, string query)
        {
            files.Duck.Execute($"COPY ({query}) TO {SqlName.Literal(folder.Unpublished(name))} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
            OwnerOnly.Close(folder.Unpublished(name));
        }
    }
}
