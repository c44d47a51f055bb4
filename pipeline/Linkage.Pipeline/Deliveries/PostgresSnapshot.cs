using System.Data;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Linkage.Matching.Duck;
using Npgsql;

namespace Linkage.Pipeline.Deliveries;

/// <summary>
/// One moment of a database: a transaction that only reads and sees no change from its first question on. It begins with the first dataset. When it is lost, what is left of its datasets is not read in another one.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="credentials">Where its credentials come from.</param>
/// <param name="limits">How long is waited for a connection.</param>
/// <param name="clock">What measures that.</param>
internal sealed class PostgresSnapshot(SourceDatabase database, CredentialFiles credentials, DeliveryLimits limits, TimeProvider clock) : IDisposable
{
    private const int BufferBytes = 1 << 18;

    // What a value looks like must not hang on how an account or a server was set up, nor rows' order on what else is read there.
    private const string Settings = "SET LOCAL datestyle = 'ISO, DMY'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL synchronize_seqscans = off";

    private NpgsqlDataSource? _source;
    private X509Certificate2? _certificate;
    private NpgsqlConnection? _connection;
    private DeliveryException? _lost;

    /// <summary>Reads the rows of a query, with a line of names before them, to the end of a file.</summary>
    /// <param name="query">The query.</param>
    /// <param name="delimiter">What stands between two values.</param>
    /// <param name="deadline">How long the database may take over it.</param>
    /// <param name="to">The file.</param>
    /// <param name="cancellationToken">Stops it; the snapshot is lost with it.</param>
    /// <exception cref="DeliveryException">It could not be read.</exception>
    public async Task ReadAsync(string query, char delimiter, TimeSpan deadline, ArrivingFile to, CancellationToken cancellationToken)
    {
        if (_lost is { } lost)
        {
            throw lost;
        }

        var connection = _connection ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TellAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SAVEPOINT extract; SET LOCAL statement_timeout = {(long)deadline.TotalMilliseconds}"), cancellationToken).ConfigureAwait(false);
            try
            {
                await RequireOneAsync(connection, query, cancellationToken).ConfigureAwait(false);
                await CopyAsync(connection, $"COPY (\n{query}\n) TO STDOUT (FORMAT csv, HEADER true, DELIMITER '{delimiter}')", to, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // After a failure the snapshot goes on from here, and after none as well: what a query may have set is undone.
                if (IsThere(connection))
                {
                    await TellAsync(connection, "ROLLBACK TO SAVEPOINT extract", CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (!IsThere(connection))
            {
                _lost = PostgresFailure.Unreachable(database.Where, "was not fetched: the connection is gone by which the extracts of this database were read, and in another one they would be of another moment");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _source?.Dispose();
        _certificate?.Dispose();
    }

    private bool IsThere(NpgsqlConnection connection) => connection == _connection && connection.State == ConnectionState.Open;

    private async Task<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            _source ??= Source();
            connection = _source.CreateConnection();
            await AskAsync(null, async () =>
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            await TellAsync(connection, $"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '5min'; {Settings}", cancellationToken).ConfigureAwait(false);
            await RequireReaderAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (DeliveryException refused)
        {
            // Every dataset of the database would be told the same, and an account is locked after so many wrong passwords.
            connection?.Dispose();
            throw _lost = refused;
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private async Task RequireReaderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = SqlStep.Load(typeof(PostgresSnapshot), "source_role").Text;
        var (hasPower, hasOffice, tables) = await AskAsync(null, async () =>
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (rows.GetBoolean(0), rows.GetBoolean(1), rows.GetInt64(2));
            }
        }).ConfigureAwait(false);
        var problem = (hasPower, hasOffice, tables) switch
        {
            (true, _, _) => "is a superuser, or may make roles or databases, replicate or pass by row security",
            (_, true, _) => "owns the database, or holds one of PostgreSQL's roles that write, maintain, reach the server's files or end others' work",
            (_, _, > 0) => string.Create(CultureInfo.InvariantCulture, $"may write {tables} {(tables == 1 ? "table or view" : "tables or views")}"),
            _ => null,
        };
        if (problem is not null)
        {
            throw new DeliveryException(
                DeliveryProblem.RoleCanWrite, database.Where, $"was not fetched: the account {problem}, by itself or by a role that it may take on", "Have the owner of the database make an account for this alone, with CONNECT, USAGE and SELECT and nothing else; nothing was read.");
        }
    }

    // The server reads the query by itself, as one statement and unchanged, before it is put in brackets: what closes them early, or holds two, is no statement. (A parameter that nothing uses keeps the driver from taking it apart.)
    private async Task RequireOneAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(query, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = 0 } } };
        await AskAsync(query, async () =>
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private async Task CopyAsync(NpgsqlConnection connection, string command, ArrivingFile to, CancellationToken cancellationToken)
    {
        var reader = await AskAsync(null, () => connection.BeginTextExportAsync(command, cancellationToken)).ConfigureAwait(false);

        // The bytes below the reader of characters: they are written as they come.
        var stream = reader.BaseStream;
        var buffer = new byte[BufferBytes];
        var filled = 0;
        try
        {
            // A read gives at most a row.
            for (int read; (read = await AskAsync(null, () => stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).AsTask()).ConfigureAwait(false)) > 0;)
            {
                filled += read;
                if (filled > BufferBytes / 2)
                {
                    to.Append(buffer.AsSpan(0, filled));
                    filled = 0;
                }
            }

            to.Append(buffer.AsSpan(0, filled));
            reader.Dispose();
        }
        catch
        {
            await StopAsync(reader, buffer).ConfigureAwait(false);
            throw;
        }
    }

    // The rest is not wanted: the database is told so, and what is on its way is let go by for a while, so that the snapshot may serve the next dataset. Closing reads to the end: one that goes on all the same
    // is left as it is, where nobody reads on and it has to wait.
    private async Task StopAsync(NpgsqlCopyTextReader reader, byte[] buffer)
    {
        using var patience = new CancellationTokenSource(limits.Connect, clock);
        try
        {
            await reader.CancelAsync().ConfigureAwait(false);
            while (await reader.BaseStream.ReadAsync(buffer, patience.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or IOException || (e is OperationCanceledException && !patience.IsCancellationRequested))
        {
            // It had ended already, or says that it was cancelled; the state of the connection tells which.
        }
        catch (OperationCanceledException)
        {
            _connection = null;
            return;
        }

        reader.Dispose();
    }

    private async Task TellAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        await AskAsync(null, () => command.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(string? query, Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFailure.Of(database.Where, failure, query);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw PostgresFailure.Unreachable(database.Where, "was not fetched whole: the database cannot be reached, or the connection broke off");
        }
    }

    private NpgsqlDataSource Source()
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = database.Host,
            Port = database.Port,
            Database = database.Database,
            Username = database.User,
            ApplicationName = "linkage",
            Pooling = false,
            Enlist = false,
            IncludeErrorDetail = false,
            Timeout = (int)Math.Ceiling(limits.Connect.TotalSeconds),

            // A query may think for long before its first row: the database ends it, and the deadline us; a machine that is gone is found by keepalive.
            CommandTimeout = 0,
            TcpKeepAlive = !database.IsSocket,
            TcpKeepAliveTime = database.IsSocket ? 0 : 30,
            TcpKeepAliveInterval = database.IsSocket ? 0 : 10,
            ClientEncoding = "UTF8",
            Timezone = "UTC",
            GssEncryptionMode = GssEncryptionMode.Disable,
            SslMode = database.IsVerified ? SslMode.Require : database.IsSocket ? SslMode.Disable : SslMode.Prefer,
            RequireAuth = database.IsVerified || database.IsSocket ? null : "!Password",
        }.ConnectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));

        // Never null: else the driver would send a password that it finds in the environment, which is the store's.
        var password = database.Password is { } name ? Password(name) : string.Empty;
        builder.UsePasswordProvider(_ => password, (_, _) => ValueTask.FromResult(password));
        if (database.IsVerified)
        {
            var policy = ServerTrust.Policy(database.CaFile, database.Where);
            _certificate = database.ClientCertificate is { } shown ? credentials.ReadCertificate(shown) : null;
            builder.UseSslClientAuthenticationOptionsCallback(options =>
            {
                // As VerifyFull has it, chain and name, with nothing that the environment adds and no issuer fetched.
                options.CertificateChainPolicy = policy;
                options.RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None;
                options.ClientCertificateContext = _certificate is null ? null : SslStreamCertificateContext.Create(_certificate, null, offline: true);
            });
        }

        return builder.Build();
    }

    private string Password(string name)
    {
        var text = credentials.Read(name);
        try
        {
            // An editor ends a file with the end of a line.
            return Encoding.UTF8.GetString(text.AsSpan().TrimEnd("\r\n"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
