using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>
/// Carries person ids on from run to run. A person of before claims the cluster that holds most of its records (ties: the cluster with the least record
/// in the order of dataset and record id); a cluster keeps, of the ids that claim it, the one that brings most records (ties: the least id). An id without
/// a cluster is retired and never given again; a cluster without an id takes the next new one, in the order of the clusters' least records. Every change is
/// an event of the ledger. Set-based: cost and memory go with the records, not with the history.
/// </summary>
public static class PersonSpine
{
    /// <summary>Gives every record of this run its person.</summary>
    /// <param name="session">Holds the relations and receives the result as temporary tables.</param>
    /// <param name="previous">The assignment before with dataset, record_id, person_id, one row a record; null in the first run.</param>
    /// <param name="clusters">All records of this run with dataset, record_id, cluster_number: <see cref="ClusterResult.Clusters"/>. The numbers ascend with the clusters' least records.</param>
    /// <param name="links">The links the clusters were made of, for evidence; as for <see cref="Clusterer"/>.</param>
    /// <param name="settings">Run and new ids.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A record stands twice in the assignment before, or an id that was used is to be given again.</exception>
    public static SpineUpdate Update(DuckSession session, SqlName? previous, SqlName clusters, SqlName links, SpineSettings settings, CancellationToken cancellationToken)
    {
        var before = previous?.ToString() ?? $"(SELECT dataset, record_id, NULL::VARCHAR AS person_id FROM {clusters} WHERE false)";
        if (previous is { } given)
        {
            CheckPrevious(session, given, cancellationToken);
        }

        Run("spine_records", [("clusters", clusters.ToString()), ("previous", before)], []);
        Run("spine_flows", [], []);
        Run("spine_claims", [], []);
        Run("spine_owners", [], []);
        var issued = GiveNewIds(session, before, settings, cancellationToken);
        Run("spine", [], []);
        Run("spine_events", [], []);
        Run("spine_evidence", [("links", links.ToString())], [settings.MinimumProbability]);
        Run("spine_ledger", [], [settings.Run]);
        var persons = session.Scalar<long>("SELECT count(*) FROM lnk_spine_person", cancellationToken);
        session.Execute(
            "DROP TABLE lnk_spine_record; DROP TABLE lnk_spine_flow; DROP TABLE lnk_spine_claim; DROP TABLE lnk_spine_person; DROP TABLE lnk_spine_event; DROP TABLE lnk_spine_evidence",
            cancellationToken);
        return new SpineUpdate
        {
            Spine = new SqlName("lnk_spine"),
            Ledger = new SqlName("lnk_spine_ledger"),
            Run = settings.Run,
            RecordCount = session.Scalar<long>("SELECT count(*) FROM lnk_spine", cancellationToken),
            PersonCount = persons,
            Issued = issued,
            Events = session.Query("SELECT event, count(*) FROM lnk_spine_ledger GROUP BY event ORDER BY min(number)", r => (r.GetString(0), r.GetInt64(1)), cancellationToken)
                .ToDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal),
        };

        void Run(string step, IEnumerable<(string, string)> fragments, IReadOnlyList<object?> values) =>
            session.Execute(SqlStep.Load(typeof(PersonSpine), step).With(fragments).Text, values, cancellationToken);
    }

    private static void CheckPrevious(DuckSession session, SqlName previous, CancellationToken cancellationToken)
    {
        var (rows, complete, distinct) = session.Query(
            $"SELECT count(*), count(*) FILTER (dataset IS NOT NULL AND record_id IS NOT NULL AND person_id IS NOT NULL), (SELECT count(*) FROM (SELECT DISTINCT dataset, record_id FROM {previous})) FROM {previous}",
            r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            cancellationToken)[0];
        if (complete < rows || distinct < rows)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"Of {rows} rows {complete} are complete and {distinct} records are distinct."),
                "the assignment before",
                "Give each record once, with its dataset, its id and its person.");
        }
    }

    private static long GiveNewIds(DuckSession session, string before, SpineSettings settings, CancellationToken cancellationToken)
    {
        var fresh = new List<int>();
        session.Read(
            "SELECT DISTINCT cluster_number FROM lnk_spine_flow WHERE cluster_number IS NOT NULL AND cluster_number NOT IN (SELECT cluster_number FROM lnk_spine_person) ORDER BY cluster_number",
            r => fresh.Add(r.GetInt32(0)),
            cancellationToken);
        using (var appender = session.Connection.CreateAppender("lnk_spine_person"))
        {
            foreach (var (index, cluster) in fresh.Index())
            {
                appender.CreateRow().AppendValue(cluster).AppendValue(settings.NewId(settings.Issued + index)).AppendValue(true).EndRow();
            }
        }

        var used = $"SELECT person_id FROM {before}" + (settings.Used is { } more ? $" UNION ALL SELECT person_id FROM {more}" : string.Empty);
        var again = session.Scalar<long>(
            $"SELECT count(*) - count(DISTINCT person_id) + count(*) FILTER (person_id IN ({used})) FROM lnk_spine_person WHERE is_new", cancellationToken);
        return again == 0
            ? settings.Issued + fresh.Count
            : throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"{again} of {fresh.Count} new person ids were given before."),
                "person ids",
                "Continue with the number of ids issued by the run before, and with the same way of making ids.");
    }
}
