using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The session a user's SQL runs in: a private scratch database that holds the granted tables and nothing else, locked before the first query.
/// No file, network, attachment, extension or change of settings; no key and no identifier is ever in it.
/// It works on one thread and in the order of the rows, so that even a query that leaves its answer open (ties, LIMIT without ORDER BY) has one answer.
/// </summary>
public sealed class LockedSession : IDisposable
{
    private readonly DuckSession _session;

    private LockedSession(DuckSession session) => _session = session;

    /// <summary>Opens the database, fills in the tables and locks it.</summary>
    /// <param name="databasePath">A new file in the run's private scratch.</param>
    /// <param name="tables">Table name to the Parquet file the gate published for it.</param>
    /// <param name="limits">Memory and spill folder; its threads are not used.</param>
    /// <param name="cancellationToken">Interrupts the reading.</param>
    public static LockedSession Open(
        string databasePath, IReadOnlyDictionary<string, string> tables, DuckOptions limits, CancellationToken cancellationToken)
    {
        var session = DuckSession.Open(limits with { DatabasePath = databasePath, Threads = 1, PreserveInsertionOrder = true });
        try
        {
            foreach (var (name, path) in tables.OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                session.Execute(
                    $"CREATE TABLE {new SqlName(name)} AS SELECT * FROM read_parquet({SqlName.File(path)}, hive_partitioning = false) ORDER BY ALL", cancellationToken);
            }

            // A time with a zone must not read differently on another machine.
            session.Execute("SET TimeZone = 'UTC'", cancellationToken);
            session.Lock(cancellationToken);
            return new LockedSession(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that was filled in before, and locks it.</summary>
    /// <param name="databasePath">The file of an earlier session, which is disposed.</param>
    /// <param name="limits">Memory and spill folder; its threads are not used.</param>
    /// <param name="cancellationToken">Interrupts the opening.</param>
    public static LockedSession Reopen(string databasePath, DuckOptions limits, CancellationToken cancellationToken) =>
        Open(databasePath, new Dictionary<string, string>(), limits, cancellationToken);

    /// <summary>Runs a query and keeps its result as a table. The guard has allowed the query; this does not ask again.</summary>
    /// <returns>Null when it ran, or what kind of error DuckDB reported.</returns>
    public string? Keep(string table, string sql, CancellationToken cancellationToken)
    {
        try
        {
            _session.Execute($"CREATE TABLE {new SqlName(table)} AS\n{sql}", cancellationToken);
            return null;
        }
        catch (DuckDBException error)
        {
            return Explain(error);
        }
    }

    /// <summary>The columns of a table, in order, with their DuckDB types.</summary>
    public IReadOnlyList<(string Name, string Type)> ColumnsOf(string table, CancellationToken cancellationToken) =>
        _session.Query(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE NOT internal AND table_name = $1 ORDER BY column_index",
            [table],
            row => (row.GetString(0), row.GetString(1)),
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    // Errors of naming and typing come before any row is read, and their first line names columns and functions only.
    private static string Explain(DuckDBException error)
    {
        var kind = StageException.KindOf(error);
        return kind is "Binder Error" or "Catalog Error"
            ? error.Message.Split('\n')[0]
            : $"DuckDB reported: {kind}. Its message is left out because it can quote data.";
    }
}
