using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>Turns links into clusters: connected components, constrained by which datasets may meet, or one-to-one.</summary>
public static class Clusterer
{
    /// <summary>Clusters the records of the given datasets.</summary>
    /// <param name="session">Holds links and records and receives the result as a temporary table.</param>
    /// <param name="links">Links with left_dataset, left_id, right_dataset, right_id, match_probability, match_weight: <see cref="LinkResult.Links"/> or a view of published links.</param>
    /// <param name="records">Records with dataset, record_id: <see cref="LinkResult.Records"/> or a view. Record ids should be unique over datasets, for they name the clusters.</param>
    /// <param name="datasets">The datasets to cluster; links to others are not looked at.</param>
    /// <param name="settings">Threshold and constraints.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    public static ClusterResult Cluster(DuckSession session, SqlName links, SqlName records, IReadOnlyList<string> datasets, ClusterSettings settings, CancellationToken cancellationToken)
    {
        if (datasets.Count == 0)
        {
            throw new MatchingInputException("No dataset was given to cluster.", "datasets", "Name at least one dataset.");
        }

        var permitted = PermittedPairs.Of(datasets, settings.PermittedPairs ?? Every(datasets));
        var masks = datasets.Select((_, i) => permitted.Mask(i)).ToArray();
        var duplicateFree = datasets.Index().Where(d => settings.DuplicateFree.Contains(d.Item)).Aggregate(0UL, (mask, d) => mask | 1UL << d.Index);
        Run(session, "numbered_records", [("records", records.ToString()), ("datasets", SqlName.LiteralList(datasets))], [], cancellationToken);
        Run(session, "numbered_links", [("links", links.ToString())], [settings.MinimumProbability], cancellationToken);
        if (settings.BestMutualOnly)
        {
            Run(session, "best_mutual_links", [], [], cancellationToken);
        }

        var datasetOf = new byte[session.Scalar<long>("SELECT count(*) FROM lnk_member", cancellationToken)];
        session.Read("SELECT number, ds FROM lnk_member", r => datasetOf[r.GetInt32(0)] = r.GetByte(1), cancellationToken);
        var forest = new ConstrainedForest(datasetOf, masks, duplicateFree);
        var refused = 0L;
        session.Read("SELECT l, r FROM lnk_edge ORDER BY weight DESC, l, r", r => refused += forest.Join(r.GetInt32(0), r.GetInt32(1)) ? 0 : 1, cancellationToken);
        var (clusters, linked, largest) = Write(session, forest, datasetOf.Length, cancellationToken);
        Run(session, "clusters", [], [], cancellationToken);
        session.Execute("DROP TABLE lnk_member; DROP TABLE lnk_edge; DROP TABLE lnk_root", cancellationToken);
        return new ClusterResult
        {
            Clusters = new SqlName("lnk_cluster"),
            RecordCount = datasetOf.Length,
            ClusterCount = clusters,
            LinkedClusterCount = linked,
            LargestCluster = largest,
            RefusedLinks = refused,
        };
    }

    private static (long Clusters, long Linked, long Largest) Write(DuckSession session, ConstrainedForest forest, int records, CancellationToken cancellationToken)
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE lnk_root (number INTEGER, root INTEGER)", cancellationToken);
        var sizes = new int[records];
        using (var appender = session.Connection.CreateAppender("lnk_root"))
        {
            for (var number = 0; number < records; number++)
            {
                var root = forest.Root(number);
                sizes[root]++;
                appender.CreateRow().AppendValue(number).AppendValue(root).EndRow();
            }
        }

        return (sizes.Count(s => s > 0), sizes.Count(s => s > 1), sizes.Length == 0 ? 0 : sizes.Max());
    }

    private static IReadOnlyList<DatasetPair> Every(IReadOnlyList<string> datasets) =>
        [.. datasets.SelectMany(a => datasets.Select(b => new DatasetPair(a, b)))];

    private static void Run(DuckSession session, string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        session.Execute(SqlStep.Load(typeof(Clusterer), step).With(fragments).Text, values, cancellationToken);
}
