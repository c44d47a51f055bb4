using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;

namespace Linkage.Matching.Duck;

/// <summary>
/// One DuckDB database with one connection: the place where set-based work happens. A cancelled token interrupts the running statement.
/// Not safe for use by two threads at once.
/// </summary>
public sealed class DuckSession : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly string? _spillDirectory;

    private DuckSession(DuckDBConnection connection, string? spillDirectory) => (_connection, _spillDirectory) = (connection, spillDirectory);

    /// <summary>The provider's connection, for appenders and scalar functions.</summary>
    public DuckDBConnection Connection => _connection;

    /// <summary>Opens a session with extension loading switched off and the given limits set.</summary>
    /// <exception cref="DuckDBException">The database file cannot be opened.</exception>
    public static DuckSession Open(DuckOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryLimitMib, 64);
        var connection = new DuckDBConnection($"Data Source={options.DatabasePath ?? ":memory:"}");
        try
        {
            connection.Open();
            var session = new DuckSession(connection, options.SpillDirectory);
            session.Configure(options);
            return session;
        }
        catch (DuckDBException e) when (StorageException.Of(e, options.SpillDirectory) is { } fault)
        {
            connection.Dispose();
            throw fault;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement (or several, parted by semicolons) and returns the number of rows it changed.</summary>
    /// <param name="sql">Statement text; values stand as $1, $2 and so on.</param>
    /// <param name="values">Values to bind, in order.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <exception cref="DuckDBException">The statement failed.</exception>
    /// <exception cref="StorageException">The disk is full, or a folder is closed to this account.</exception>
    public long Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var command = Command(sql, values);
        return Guarded(command, c => c.ExecuteNonQuery(), cancellationToken);
    }

    /// <inheritdoc cref="Execute(string, IReadOnlyList{object?}, CancellationToken)"/>
    public long Execute(string sql, CancellationToken cancellationToken) => Execute(sql, [], cancellationToken);

    /// <summary>Runs a query and returns the first column of its first row, converted; a NULL or no row gives default.</summary>
    public T? Scalar<T>(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var command = Command(sql, values);
        var value = Guarded(command, c => c.ExecuteScalar(), cancellationToken);
        return value switch
        {
            null or DBNull => default,
            T typed => typed,
            System.Numerics.BigInteger big when typeof(T) == typeof(long) => (T)(object)(long)big,
            _ => (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture),
        };
    }

    /// <inheritdoc cref="Scalar{T}(string, IReadOnlyList{object?}, CancellationToken)"/>
    public T? Scalar<T>(string sql, CancellationToken cancellationToken) => Scalar<T>(sql, [], cancellationToken);

    /// <summary>Reads a small result (reports, counts) into a list. For bulk results write a file with COPY instead.</summary>
    public IReadOnlyList<T> Query<T>(string sql, IReadOnlyList<object?> values, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        using var command = Command(sql, values);
        return Guarded(
            command,
            c =>
            {
                var rows = new List<T>();
                using var reader = c.ExecuteReader();
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            cancellationToken);
    }

    /// <inheritdoc cref="Query{T}(string, IReadOnlyList{object?}, Func{DbDataReader, T}, CancellationToken)"/>
    public IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        Query(sql, [], read, cancellationToken);

    /// <summary>Reads a large result row by row, without holding it; <paramref name="read"/> is called for every row in order.</summary>
    public void Read(string sql, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        using var command = Command(sql, []);
        command.UseStreamingMode = true;
        Guarded(
            command,
            c =>
            {
                using var reader = c.ExecuteReader();
                while (reader.Read())
                {
                    read(reader);
                }

                return 0;
            },
            cancellationToken);
    }

    /// <summary>
    /// Closes every door before a user's SQL runs: no files, no network, no attached databases, no extensions, no change of settings.
    /// There is no way back within the session.
    /// </summary>
    public void Lock(CancellationToken cancellationToken)
    {
        Execute("SET enable_external_access = false", cancellationToken);
        Execute("SET lock_configuration = true", cancellationToken);
    }

    /// <summary>
    /// A session over the same database with a connection of its own, for another thread. It sees tables and functions of the database, not temporary ones.
    /// </summary>
    internal DuckSession Beside()
    {
        var connection = _connection.ConnectionString.Contains(":memory:", StringComparison.OrdinalIgnoreCase) ? _connection.Duplicate() : new DuckDBConnection(_connection.ConnectionString);
        try
        {
            connection.Open();
            return new DuckSession(connection, _spillDirectory);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T Guarded<T>(DuckDBCommand command, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // An interrupt that comes before the statement has started is lost, so it is sent again until the statement ends.
        Timer? interrupts = null;
        var registration = cancellationToken.Register(
            () => interrupts = new Timer(_ => command.Cancel(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50)));
        try
        {
            return run(command);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DuckDBException e) when (StorageException.Of(e, _spillDirectory) is { } fault)
        {
            throw fault;
        }
        finally
        {
            registration.Dispose();
            using var ended = new ManualResetEvent(false);
            if (interrupts?.Dispose(ended) == true)
            {
                ended.WaitOne();
            }
        }
    }

    private void Configure(DuckOptions options)
    {
        Execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false", CancellationToken.None);
        Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{options.MemoryLimitMib}MiB'"), CancellationToken.None);
        Execute($"SET preserve_insertion_order = {(options.PreserveInsertionOrder ? "true" : "false")}", CancellationToken.None);
        Execute($"SET temp_directory = {SqlName.Literal(options.SpillDirectory ?? string.Empty)}", CancellationToken.None);
        if (options.Threads > 0)
        {
            Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {options.Threads}"), CancellationToken.None);
        }
    }

    private DuckDBCommand Command(string sql, IReadOnlyList<object?> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(new DuckDBParameter(value ?? DBNull.Value));
        }

        return command;
    }
}
