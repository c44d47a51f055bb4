using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>
/// Turns links into clusters, at one threshold or at several in one pass: connected components, constrained by which datasets may meet, one-to-one, or no
/// larger than a limit. Links are gone through once from the strongest down (probability, then weight, then the records in the order of dataset and id), so
/// that the order of rows and of datasets does not matter. About 40 bytes a record are held beside DuckDB's tables; links are streamed.
/// </summary>
public static class Clusterer
{
    /// <summary>Clusters the records of the given datasets.</summary>
    /// <param name="session">Holds links and records and receives the result as temporary tables.</param>
    /// <param name="links">Links with left_dataset, left_id, right_dataset, right_id, match_probability, match_weight: <see cref="LinkResult.Links"/> or a view of published links.</param>
    /// <param name="records">Records with dataset, record_id: <see cref="LinkResult.Records"/> or a view. Record ids should be unique over datasets, for they name the clusters.</param>
    /// <param name="datasets">The datasets to cluster; links to others are not looked at.</param>
    /// <param name="settings">Thresholds and constraints.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">No dataset is given, a dataset twice, or a threshold or limit out of range.</exception>
    public static ClusterResult Cluster(DuckSession session, SqlName links, SqlName records, IReadOnlyList<string> datasets, ClusterSettings settings, CancellationToken cancellationToken)
    {
        Check(datasets, settings);
        datasets = [.. datasets.Order(StringComparer.Ordinal)];
        MakeDatasets(session, datasets, cancellationToken);
        Run(session, "numbered_records", [("records", records.ToString())], [], cancellationToken);
        Run(session, "numbered_links", [("links", links.ToString())], [LeastOf(settings)], cancellationToken);
        return Cluster(session, datasets, settings, new ClusterMembers(new SqlName("lnk_member"), null), cancellationToken);
    }

    /// <summary>
    /// Clusters the links of a run, to the same result. Where all its datasets are given, its own numbers of the records are used, which spares sorting and
    /// joining by record ids.
    /// </summary>
    /// <param name="session">The session of the run, which receives the result as temporary tables.</param>
    /// <param name="run">The run; the tables it names are still there.</param>
    /// <param name="datasets">The datasets to cluster; links to others are not looked at.</param>
    /// <param name="settings">Thresholds and constraints.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">No dataset is given, a dataset twice, or a threshold or limit out of range.</exception>
    public static ClusterResult Cluster(DuckSession session, LinkResult run, IReadOnlyList<string> datasets, ClusterSettings settings, CancellationToken cancellationToken)
    {
        Check(datasets, settings);
        datasets = [.. datasets.Order(StringComparer.Ordinal)];
        MakeDatasets(session, datasets, cancellationToken);
        if (run.RecordsByDataset.Any(d => d.Value > 0 && !datasets.Contains(d.Key)))
        {
            return Cluster(session, run.Links, run.Records, datasets, settings, cancellationToken);
        }

        // A run numbers its records in the order of dataset and id, as is done here.
        var numbers = string.Join(", ", datasets.Index().Select(d => string.Create(CultureInfo.InvariantCulture, $"({SqlName.Literal(d.Item)}, {d.Index})")));
        Run(session, "run_records", [("records", run.Records.ToString()), ("datasets", numbers)], [], cancellationToken);
        Run(session, "run_links", [("links", run.Links.ToString())], [LeastOf(settings)], cancellationToken);
        return Cluster(session, datasets, settings, new ClusterMembers(new SqlName("lnk_run_member"), run.RecordIdFunction), cancellationToken);
    }

    private static ClusterResult Cluster(DuckSession session, IReadOnlyList<string> datasets, ClusterSettings settings, ClusterMembers members, CancellationToken cancellationToken)
    {
        var permitted = PermittedPairs.Of(datasets, settings.PermittedPairs ?? Every(datasets));
        var masks = datasets.Select((_, i) => permitted.Mask(i)).ToArray();
        var duplicateFree = datasets.Index().Where(d => settings.DuplicateFree.Contains(d.Item)).Aggregate(0UL, (mask, d) => mask | 1UL << d.Index);
        double[] thresholds = [.. settings.Thresholds.Append(settings.MinimumProbability).Distinct().OrderDescending()];
        var main = Array.IndexOf(thresholds, settings.MinimumProbability);
        if (settings.BestMutualOnly)
        {
            Run(session, "best_mutual_links", [], [], cancellationToken);
        }

        var datasetOf = new byte[session.Scalar<long>($"SELECT count(*) FROM {members.Relation}", cancellationToken)];
        var places = new int[datasets.Count == 1 ? 0 : datasetOf.Length];
        // In one dataset the records are numbered in the order of their ids.
        var place = datasets.Count == 1 ? "0" : "CAST(row_number() OVER (ORDER BY record_id, ds) - 1 AS INTEGER)";
        session.ReadChunks($"SELECT number, ds, {place} AS place FROM {members.Relation}", ["number", "ds", "place"], Place, cancellationToken);
        var hierarchy = new ClusterHierarchy(new ConstrainedForest(datasetOf, masks, duplicateFree), thresholds, settings.MaxClusterSize ?? int.MaxValue);
        session.Read(
            "SELECT l, r, probability FROM lnk_edge ORDER BY probability DESC, weight DESC, l, r", r => hierarchy.Add(r.GetInt32(0), r.GetInt32(1), r.GetDouble(2)), cancellationToken);
        hierarchy.Complete();
        var figures = new ClusterSpans(places, members).Write(session, hierarchy, datasetOf.Length, thresholds, settings.MaxClusterSize, main, cancellationToken);
        Run(session, "clusters_by_threshold", [("members", members.Relation.ToString()), ("thresholds", string.Join(", ", thresholds.Select(t => t.ToString("R", CultureInfo.InvariantCulture))))], [], cancellationToken);
        Run(session, "splits", [("members", members.Relation.ToString())], [main, settings.MinimumProbability], cancellationToken);
        session.Execute("DROP TABLE lnk_edge; DROP TABLE lnk_whole; DROP TABLE lnk_cluster_dataset", cancellationToken);
        return new ClusterResult
        {
            Clusters = new SqlName("lnk_cluster"),
            ClustersByThreshold = new SqlName("lnk_cluster_by_threshold"),
            Thresholds = figures,
            RecordCount = datasetOf.Length,
            ClusterCount = figures[main].ClusterCount,
            LinkedClusterCount = figures[main].LinkedClusterCount,
            LargestCluster = figures[main].LargestCluster,
            RefusedLinks = figures[main].RefusedLinks,
            Splits = new SqlName("lnk_split"),
            SplitClusters = figures[main].SplitClusters,
            SplitRecords = figures[main].SplitRecords,
            CutLinks = session.Scalar<long>("SELECT coalesce(sum(links_cut), 0)::BIGINT FROM lnk_split", cancellationToken),
        };

        void Place(VectorInput chunk)
        {
            var numbers = chunk[0].Numbers<int>();
            var ofDataset = chunk[1].Numbers<byte>();
            var ofPlace = chunk[2].Numbers<int>();
            for (var row = 0; row < chunk.Rows; row++)
            {
                datasetOf[numbers[row]] = ofDataset[row];
                if (places.Length > 0)
                {
                    places[numbers[row]] = ofPlace[row];
                }
            }
        }
    }

    private static double LeastOf(ClusterSettings settings) => settings.Thresholds.Append(settings.MinimumProbability).Min();

    private static void MakeDatasets(DuckSession session, IReadOnlyList<string> datasets, CancellationToken cancellationToken) =>
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE lnk_cluster_dataset AS SELECT unnest({SqlName.LiteralList(datasets)}) AS dataset, CAST(unnest(range({datasets.Count})) AS UTINYINT) AS ds", cancellationToken);

    private static void Check(IReadOnlyList<string> datasets, ClusterSettings settings)
    {
        if (datasets.Count == 0)
        {
            throw new MatchingInputException("No dataset was given to cluster.", "datasets", "Name at least one dataset.");
        }

        if (settings.Thresholds.Append(settings.MinimumProbability).Any(t => t is not (>= 0 and <= 1)))
        {
            throw new MatchingInputException("A threshold is not between 0 and 1.", "thresholds", "Give probabilities such as 0.5, 0.8 and 0.95.");
        }

        if (settings.MaxClusterSize < 2)
        {
            throw new MatchingInputException("A cluster could hold no link.", "maxClusterSize", "Give 2 or more, or leave it out.");
        }
    }

    private static IReadOnlyList<DatasetPair> Every(IReadOnlyList<string> datasets) =>
        [.. datasets.SelectMany(a => datasets.Select(b => new DatasetPair(a, b)))];

    private static void Run(DuckSession session, string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        session.Execute(SqlStep.Load(typeof(Clusterer), step).With(fragments).Text, values, cancellationToken);
}
