using System.Globalization;
using System.Reflection;
using Linkage.Jobs.Commands;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>The schema of the run store: numbered SQL files, applied in order, each once, in one transaction. The number of the last one is the file's <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    private const string Folder = "Linkage.Jobs.Store.Migrations.";

    // The first schema with a ledger.
    private const long LedgerSince = 2;

    /// <summary>How to open the file: no pooling, so that nothing holds it after use, and patience while another process writes.</summary>
    public static string ConnectionTo(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        DefaultTimeout = 30,
        ForeignKeys = true,
    }.ToString();

    /// <summary>How to open the file without ever writing to it, for a reader that may have no right to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="alone">True when no process can be writing: then no lock and no file beside it is needed, so a read-only folder will do.</param>
    public static string ReadOnlyConnectionTo(string path, bool alone) => new SqliteConnectionStringBuilder
    {
        DataSource = alone ? $"{new Uri(path).AbsoluteUri}?immutable=1" : path,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>Whether a file holds the schema of this program, and so can be read; false for one that holds nothing yet.</summary>
    /// <exception cref="ProblemException">A newer program wrote it.</exception>
    /// <exception cref="SqliteException">It cannot be opened, or is no SQLite file.</exception>
    public static bool IsReadable(string connectionString, string path)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        var version = VersionOf(connection, null);
        var latest = Migrations()[^1].Number;
        return version > latest ? throw TooNew(version, latest, path) : version == latest;
    }

    /// <summary>Creates the file for its owner only where it is missing, and applies what is not applied yet. A store from before the ledger gets one, in which its rows stand as imported.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The clock of the machine, for the events of a new ledger.</param>
    /// <exception cref="ProblemException">A newer program wrote it, or it is no SQLite file.</exception>
    public static void Prepare(string path, TimeProvider clock)
    {
        CreateOwnerOnly(path);
        try
        {
            using var connection = new SqliteConnection(ConnectionTo(path));
            connection.Open();
            KeepWriteAheadLog(connection);
            Migrate(connection, path, clock);
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            throw Unreadable(path);
        }
    }

    /// <summary>Whether an error says that the file is no SQLite file, or a damaged one.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is 26 or 11;

    /// <summary>What is said of a file that is damaged or no SQLite file.</summary>
    public static ProblemException Unreadable(string path) => ProblemException.BadConfiguration(
        "STORE_UNREADABLE", "The run store is damaged or no SQLite file.", path, "Restore it from its backup: it holds the ledger. Where there is none, tell the IG officer and move it aside together with ledger-checkpoints.txt; releases and zones stay as they are, and a new store is made.");

    // With a write-ahead log a reader such as status never stands in the way of a run that writes.
    private static void KeepWriteAheadLog(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
    }

    private static void Migrate(SqliteConnection connection, string path, TimeProvider clock)
    {
        var migrations = Migrations();
        if (VersionOf(connection, null) == migrations[^1].Number)
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        var version = VersionOf(connection, transaction);
        if (version > migrations[^1].Number)
        {
            throw TooNew(version, migrations[^1].Number, path);
        }

        Apply(connection, transaction, version);
        if (version < LedgerSince)
        {
            using var db = new RunStoreContext(new DbContextOptionsBuilder<RunStoreContext>().UseSqlite(connection).Options);
            db.Database.UseTransaction(transaction);
            new LedgerWriter(clock, Environment.UserName).Open(db, RecordedTable.All(db.Model).SelectMany(t => StoredRows.Of(connection, t)));
        }

        transaction.Commit();
    }

    /// <summary>Applies every numbered file after a version.</summary>
    internal static void Apply(SqliteConnection connection, SqliteTransaction? transaction, long version)
    {
        foreach (var (number, resource) in Migrations().Where(m => m.Number > version))
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
            Execute(connection, transaction, reader.ReadToEnd());
            Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
        }
    }

    private static List<(long Number, string Resource)> Migrations() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(n[Folder.Length]))
            .Select(n => (Number: long.Parse(n.AsSpan(Folder.Length, 3), CultureInfo.InvariantCulture), Resource: n))
            .OrderBy(m => m.Number)];

    private static ProblemException TooNew(long version, long known, string path) => ProblemException.BadConfiguration(
        "STORE_TOO_NEW", $"A newer version of linkage wrote this run store (schema {version}, this program knows {known}).", path, "Use the newer program, or name another workspace with --data.");

    private static long VersionOf(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void CreateOwnerOnly(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
    }
}
