using Linkage.Matching.Duck;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The trusted session of a release: it reads the results of the user's queries out of the scratch database, and is the only place where
/// contact details meet a cohort. No user's SQL runs here.
/// </summary>
internal sealed class ReleaseWorkbench : IDisposable
{
    /// <summary>Name under which the scratch database with the query results is attached.</summary>
    internal const string Results = "results";

    private ReleaseWorkbench(DuckSession session, CancellationToken cancellationToken)
    {
        Session = session;
        CancellationToken = cancellationToken;
    }

    internal DuckSession Session { get; }

    internal CancellationToken CancellationToken { get; }

    /// <summary>Opens the session and makes the tables every output needs: spine, opted_out_people, unsafe_people.</summary>
    internal static ReleaseWorkbench Open(ReleaseRequest request, string databasePath, DuckOptions limits, CancellationToken cancellationToken)
    {
        var session = DuckSession.Open(limits with { DatabasePath = null, PreserveInsertionOrder = true });
        try
        {
            var bench = new ReleaseWorkbench(session, cancellationToken);
            bench.Execute($"ATTACH {SqlName.Literal(databasePath)} AS {Results} (READ_ONLY)");
            bench.Execute(
                $"CREATE TABLE spine AS SELECT dataset, record_key, person_key FROM read_parquet({SqlName.File(request.Spine)}, hive_partitioning = false)");
            bench.Run(
                "people_left_out",
                ("opted_out", ListOf(request, SuppressionReason.OptedOut)),
                ("unsafe", ListOf(request, SuppressionReason.UnsafeToContact)));
            return bench;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    internal void Execute(string sql) => Session.Execute(sql, CancellationToken);

    /// <summary>Runs an embedded step of this folder.</summary>
    internal void Run(string step, params IEnumerable<(string, string)> fragments) =>
        Execute(SqlStep.Load(typeof(ReleaseWorkbench), step).With(fragments).Text);

    /// <summary>Rows of a table by their reason; those without one are kept.</summary>
    internal IReadOnlyList<(string? Reason, long Rows)> CountByReason(string table) => Session.Query(
        $"SELECT left_out_because, count(*) FROM {new SqlName(table)} GROUP BY ALL ORDER BY ALL",
        row => (row.IsDBNull(0) ? null : row.GetString(0), row.GetInt64(1)),
        CancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    private static string ListOf(ReleaseRequest request, SuppressionReason reason)
    {
        var paths = request.Suppressions.Where(s => s.Reason == reason).Select(s => s.Path).ToList();
        return paths.Count == 0
            ? "SELECT CAST(NULL AS BLOB) AS person_key WHERE false"
            : $"SELECT person_key FROM read_parquet({SqlName.FileList(paths)}, hive_partitioning = false)";
    }
}
