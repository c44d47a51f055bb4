using System.Data.Common;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Watching;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Linkage.Jobs.Store;

/// <summary>
/// The database that the store of a workspace lies in: <c>linkage.db</c> in the workspace (SQLite), unless the environment variable <c>LINKAGE_STORE</c> names a
/// PostgreSQL database. Both hold the same tables.
/// </summary>
internal abstract class StoreDatabase
{
    private IWriteFence? _fence;

    /// <summary>Names a PostgreSQL database as Npgsql does, as in <c>Host=db;Database=linkage;Username=linkage_job</c>. A password belongs in PGPASSFILE or PGPASSWORD.</summary>
    public const string Variable = "LINKAGE_STORE";

    /// <summary>How messages name it: a path, or host and database.</summary>
    public abstract string Name { get; }

    /// <summary>What differs between databases once a connection is open.</summary>
    public abstract StoreDialect Dialect { get; }

    /// <summary>How a context opens it for writing.</summary>
    public abstract DbContextOptions<RunStoreContext> Options { get; }

    /// <summary>The database of a workspace.</summary>
    /// <param name="workspace">The workspace folder.</param>
    /// <exception cref="ProblemException">The variable names no PostgreSQL database.</exception>
    public static StoreDatabase Of(string workspace) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? PostgresDatabase.Parse(named) : new SqliteDatabase(workspace);

    /// <summary>The same database for the holder of a workspace: each <see cref="Write"/> asks in its own transaction whether the workspace is still held.</summary>
    /// <param name="fence">Who knows.</param>
    public StoreDatabase FencedBy(IWriteFence fence)
    {
        var fenced = (StoreDatabase)MemberwiseClone();
        fenced._fence = fence;
        return fenced;
    }

    /// <summary>Makes sure that it can be written by this program: a file is made or brought up; a database must have been.</summary>
    /// <param name="clock">The clock of the machine, for the events of a new ledger.</param>
    /// <exception cref="ProblemException">It cannot.</exception>
    public abstract void Prepare(TimeProvider clock);

    /// <summary>Makes the tables, or brings them up; on PostgreSQL also the roles and their rights.</summary>
    /// <param name="clock">The clock of the machine.</param>
    /// <exception cref="ProblemException">A newer program wrote it, or the account may not.</exception>
    public abstract void Migrate(TimeProvider clock);

    /// <summary>Begins a transaction that is the only one to append to the ledger until it ends.</summary>
    public abstract IDbContextTransaction BeginWriting(RunStoreContext db);

    /// <summary>Whom the ledger names for what this process writes.</summary>
    public abstract string ActorOf(RunStoreContext db);

    /// <summary>Reads without writing anything anywhere, as of one moment where the caller begins a transaction.</summary>
    /// <returns>What was read; null when there is no store yet, or one that an older program wrote.</returns>
    /// <exception cref="ProblemException">A newer program wrote it, or it cannot be read.</exception>
    public abstract T? Read<T>(Func<DbConnection, T?> read)
        where T : class;

    /// <summary>Whether several workspaces may share it.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Changes rows, in one transaction in which the ledger records what is written; nothing when the change throws.</summary>
    /// <param name="clock">The clock of the machine.</param>
    /// <param name="change">Adds and changes rows of the context. It sees what the last writer left.</param>
    /// <param name="commit">False to only try: everything is written, and taken back.</param>
    /// <exception cref="Pipeline.Zones.WorkspaceLostException">The writer was to hold its workspace and does not any more; nothing was written.</exception>
    public void Write(TimeProvider clock, Action<RunStoreContext> change, bool commit = true)
    {
        using var span = Telemetry.Begin("store.write");
        using var db = new RunStoreContext(Options);
        using var transaction = BeginWriting(db);
        _fence?.Require(db);
        change(db);
        new LedgerWriter(clock, ActorOf(db)).Record(db);
        db.SaveChanges();
        if (commit)
        {
            transaction.Commit();
        }
    }

    /// <summary>Whether there is a store yet.</summary>
    public abstract bool Exists { get; }
}
