using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Linkage.Jobs.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Linkage.Jobs.Store;

/// <summary>
/// A PostgreSQL database, for production. Its owner makes the tables and roles with <c>linkage store init</c>; jobs, officers and auditors connect with accounts that
/// hold one of the roles <c>linkage_worker</c>, <c>linkage_officer</c>, <c>linkage_auditor</c> and own nothing, so that the database itself keeps what was written.
/// </summary>
internal sealed class PostgresDatabase : StoreDatabase
{
    /// <summary>The schema everything lies in.</summary>
    public const string Schema = "linkage";

    /// <summary>Kind of the event that tells what tables, triggers and rights were made.</summary>
    public const string SchemaApplied = "schema-applied";

    private const string Folder = "Linkage.Jobs.Store.Migrations.Postgres.";

    // Taken by whoever appends to the ledger, until the transaction ends. The number is "linkage1" in ASCII.
    private const long WriterLock = 0x6C696E6B61676531;

    private readonly string _connection;

    /// <summary>Takes a connection string of Npgsql.</summary>
    public PostgresDatabase(NpgsqlConnectionStringBuilder connection)
    {
        Name = $"{connection.Host}/{connection.Database}";
        _connection = new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            SearchPath = Schema,
            ApplicationName = "linkage",
            // One process opens one or two connections for a moment each; a pool would keep them.
            Pooling = false,
            IncludeErrorDetail = false,
        }.ConnectionString;
        Options = new DbContextOptionsBuilder<RunStoreContext>().UseNpgsql(_connection).Options;
    }

    /// <summary>How an account connects, for whatever keeps its own tables beside ours.</summary>
    public string ConnectionString => _connection;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override StoreDialect Dialect => PostgresDialect.Instance;

    /// <inheritdoc/>
    public override DbContextOptions<RunStoreContext> Options { get; }

    /// <inheritdoc/>
    public override bool Exists => Read(_ => string.Empty) is not null;

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="ProblemException">It is none, or names no host and database.</exception>
    public static PostgresDatabase Parse(string named)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(named);
            return connection is { Host.Length: > 0, Database.Length: > 0 }
                ? new PostgresDatabase(connection)
                : throw Unnamed();
        }
        catch (ArgumentException)
        {
            throw Unnamed();
        }
    }

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override void Prepare(TimeProvider clock)
    {
        using var connection = Open();
        if (Require(VersionOf(connection)) is null)
        {
            throw ProblemException.BadConfiguration(
                "STORE_NOT_READY", "The database does not hold the tables of this program, or those of an older one.", Name, "Its owner runs 'linkage store init' once, and after each upgrade.");
        }
    }

    /// <inheritdoc/>
    public override void Migrate(TimeProvider clock)
    {
        using var db = new RunStoreContext(Options);
        using var transaction = BeginWriting(db);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var version = VersionOf(connection);
        Require(version);
        foreach (var (number, resource) in Migrations().Where(m => m.Number > (version ?? 0)))
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
            Execute(connection, reader.ReadToEnd());
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_versions (number, applied_at) VALUES ({number}, now())"));
        }

        var writer = new LedgerWriter(clock, ActorOf(db));
        if (!db.Ledger.Any())
        {
            writer.Open(db, []);
        }

        var made = PostgresDialect.Objects(connection);
        if (!SameAs(made, PostgresDialect.Applied(connection)))
        {
            writer.Append(db, SchemaApplied, string.Create(CultureInfo.InvariantCulture, $"schema/{Latest}"), new JsonObject { ["objects"] = new JsonObject(made.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)JsonValue.Create(m.Value)))) });
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public override IDbContextTransaction BeginWriting(RunStoreContext db)
    {
        var transaction = db.Database.BeginTransaction();
        try
        {
            // What the transaction reads from here on is what the last writer left.
            db.Database.ExecuteSql($"SELECT pg_advisory_xact_lock({WriterLock})");
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    // The database holds the account to be its own: see the trigger ledger_follows.

    /// <inheritdoc/>
    public override string ActorOf(RunStoreContext db) => $"{Environment.UserName}@{db.Database.SqlQuery<string>($"SELECT session_user::text AS \"Value\"").Single()}";

    /// <inheritdoc/>
    public override T? Read<T>(Func<DbConnection, T?> read)
        where T : class
    {
        using var connection = Open();
        return Require(VersionOf(connection)) is null ? null : read(connection);
    }

    /// <summary>What is told of an error of the database: only its code, never its text, which may quote a value.</summary>
    public static Problem? ProblemOf(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: "42501" }:
                    return new Problem("STORE_FORBIDDEN", "The account may not do this in the store's database.", ExitCode.BadConfiguration)
                    {
                        Remedy = "Jobs need the role linkage_worker, officers linkage_officer, auditors linkage_auditor; the owner runs 'linkage store init'.",
                    };
                case PostgresException { SqlState: "28P01" or "28000" or "3D000" }:
                    return new Problem("STORE_UNREACHABLE", "The database refuses the account, or is not there.", ExitCode.BadConfiguration)
                    {
                        Remedy = $"Check user and database in {Variable}, and the password in PGPASSFILE or PGPASSWORD.",
                    };
                case PostgresException { SqlState: var state } when state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal):
                case NpgsqlException { InnerException: System.Net.Sockets.SocketException or TimeoutException or IOException }:
                    return new Problem("STORE_UNREACHABLE", "The store's database does not answer, or ended the connection.", ExitCode.Fault)
                    {
                        Remedy = $"Check that it runs and that {Variable} names it; then run again: nothing half-made is visible.",
                    };
                default:
                    break;
            }
        }

        return null;
    }

    private static bool SameAs(Dictionary<string, string> one, Dictionary<string, string> other) => one.Count == other.Count && one.All(o => other.TryGetValue(o.Key, out var text) && text == o.Value);

    private static long Latest => Migrations()[^1].Number;

    private static List<(long Number, string Resource)> Migrations() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Select(n => (Number: long.Parse(n.AsSpan(Folder.Length, 3), CultureInfo.InvariantCulture), Resource: n))
            .OrderBy(m => m.Number)];

    private static ProblemException Unnamed() => ProblemException.BadConfiguration(
        "STORE_UNNAMED", $"{Variable} names no PostgreSQL database.", Variable, "Write it as Host=db.example;Database=linkage;Username=linkage_job, or leave it out for the file in the workspace.");

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long? VersionOf(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT to_regclass('{Schema}.schema_versions') IS NOT NULL";
        if (!(bool)command.ExecuteScalar()!)
        {
            return null;
        }

        command.CommandText = $"SELECT max(number) FROM {Schema}.schema_versions";
        return command.ExecuteScalar() as long?;
    }

    /// <summary>The version when it is this program's, null when it is older or there is none.</summary>
    private long? Require(long? version) => version > Latest
        ? throw ProblemException.BadConfiguration("STORE_TOO_NEW", $"A newer version of linkage made this store (schema {version}, this program knows {Latest}).", Name, "Use the newer program.")
        : version == Latest ? version : null;

    /// <summary>Opens a connection. The caller disposes of it.</summary>
    public NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(_connection);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
