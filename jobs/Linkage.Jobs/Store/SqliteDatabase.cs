using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Linkage.Jobs.Store;

/// <summary>The embedded default: <c>linkage.db</c>, an SQLite file in the workspace that only its owner can read.</summary>
/// <param name="workspace">The workspace folder.</param>
internal sealed class SqliteDatabase(string workspace) : StoreDatabase
{
    /// <summary>Name of the file in the workspace.</summary>
    public const string FileName = "linkage.db";

    private readonly string _path = Path.Combine(workspace, FileName);

    /// <inheritdoc/>
    public override string Name => _path;

    /// <inheritdoc/>
    public override StoreDialect Dialect => SqliteDialect.Instance;

    /// <inheritdoc/>
    public override DbContextOptions<RunStoreContext> Options { get; } =
        new DbContextOptionsBuilder<RunStoreContext>().UseSqlite(SqliteSchema.ConnectionTo(Path.Combine(workspace, FileName))).Options;

    /// <inheritdoc/>
    public override bool Exists => File.Exists(_path);

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override void Prepare(TimeProvider clock) => SqliteSchema.Prepare(_path, clock);

    /// <inheritdoc/>
    public override void Migrate(TimeProvider clock) => Prepare(clock);

    // The provider begins a transaction with the right to write.

    /// <inheritdoc/>
    public override IDbContextTransaction BeginWriting(RunStoreContext db) => db.Database.BeginTransaction();

    /// <inheritdoc/>
    public override string ActorOf(RunStoreContext db) => Environment.UserName;

    /// <inheritdoc/>
    public override T? Read<T>(Func<DbConnection, T?> read)
        where T : class
    {
        if (!Exists)
        {
            return null;
        }

        // A file that nobody writes is read without making files beside it; should a run have begun meanwhile, what was read may be of two moments, and is read again.
        if (IsAlone())
        {
            var before = Stamp();
            try
            {
                var result = Read(alone: true, read);
                if (IsAlone() && Stamp() == before)
                {
                    return result;
                }
            }
            catch (SqliteException) when (!IsAlone() || Stamp() != before)
            {
            }
        }

        return Read(alone: false, read);
    }

    /// <summary>Whether nothing waits in the write-ahead log, so that the file itself is all there is.</summary>
    internal static bool LogIsEmpty(string path) => new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 };

    private bool IsAlone() => WorkspaceLock.Holder(workspace) is null && LogIsEmpty(_path);

    // An officer's verb writes without holding the workspace.
    private (DateTime, long) Stamp() => new FileInfo(_path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private T? Read<T>(bool alone, Func<DbConnection, T?> read)
        where T : class
    {
        var text = SqliteSchema.ReadOnlyConnectionTo(_path, alone);
        if (!SqliteSchema.IsReadable(text, _path))
        {
            return null;
        }

        using var connection = new SqliteConnection(text);
        connection.Open();
        return read(connection);
    }
}
