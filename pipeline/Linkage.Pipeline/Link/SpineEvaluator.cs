using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Link;

/// <summary>Holds a spine against a known truth. Only a synthetic council, or a labelled public data set, has one.</summary>
public static class SpineEvaluator
{
    /// <summary>Compares a spine with the truth file of a synthetic council.</summary>
    /// <param name="spineFolder">Folder of the published spine.</param>
    /// <param name="truthPath">Parquet file of dataset, record_id and person_id.</param>
    /// <param name="persons">Datasets whose records form persons.</param>
    /// <param name="keys">Makes record keys of the truth's record ids.</param>
    /// <param name="scratch">Where to spill.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    public static LinkQuality Measure(
        string spineFolder, string truthPath, IReadOnlyList<DatasetId> persons, KeyRing keys, RunScratch scratch, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(scratch.Session());
        session.Execute("CREATE TEMP TABLE truth (dataset VARCHAR, record_key BLOB, person_id BIGINT)", cancellationToken);
        foreach (var dataset in persons)
        {
            using var key = keys.DatasetKey(dataset);
            var function = $"record_hmac_{dataset.ViewName}";
            key.MountForText(session, function);
            session.Execute(
                $"INSERT INTO truth SELECT dataset, {function}(record_id), person_id FROM read_parquet({SqlName.File(truthPath)}, hive_partitioning = false) WHERE dataset = $1",
                [dataset.Value],
                cancellationToken);
        }

        session.Execute(
            $"CREATE TEMP TABLE judged AS SELECT s.person_key, t.person_id FROM read_parquet({SqlName.File(Path.Combine(spineFolder, LinkStage.SpineFile))}, hive_partitioning = false) AS s JOIN truth AS t USING (dataset, record_key)",
            cancellationToken);
        return new LinkQuality(
            Pairs(session, "person_id", cancellationToken),
            Pairs(session, "person_key", cancellationToken),
            Pairs(session, "person_key, person_id", cancellationToken),
            session.Query(
                $"""
                SELECT l.key, count(*), count(*) FILTER (WHERE a.person_id = b.person_id)
                FROM read_parquet({SqlName.File(Path.Combine(spineFolder, LinkStage.LinksFile))}, hive_partitioning = false) AS l
                JOIN truth AS a ON a.dataset = l.left_dataset AND a.record_key = l.left_id
                JOIN truth AS b ON b.dataset = l.right_dataset AND b.record_key = l.right_id
                GROUP BY l.key ORDER BY l.key
                """,
                r => new LinkQuality.KeyQuality(r.GetString(0), r.GetInt64(1), r.GetInt64(2)),
                cancellationToken));
    }

    private static long Pairs(DuckSession session, string columns, CancellationToken cancellationToken) =>
        session.Scalar<long>($"SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM (SELECT count(*) AS n FROM judged GROUP BY {columns})", cancellationToken);
}
