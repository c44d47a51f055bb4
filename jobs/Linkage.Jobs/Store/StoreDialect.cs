using System.Data.Common;
using Linkage.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Linkage.Jobs.Store;

/// <summary>What differs between databases for one who reads the store strictly, as it is stored.</summary>
internal abstract class StoreDialect
{
    /// <summary>The dialect of a connection.</summary>
    public static StoreDialect Of(DbConnection connection) => connection switch
    {
        SqliteConnection => SqliteDialect.Instance,
        NpgsqlConnection => PostgresDialect.Instance,
        _ => throw new NotSupportedException($"There is no store in a {connection.GetType().Name}."),
    };

    /// <summary>A context over an open connection.</summary>
    public abstract DbContextOptions<RunStoreContext> OptionsOver(DbConnection connection);

    /// <summary>Begins to read as of one moment.</summary>
    public abstract DbTransaction BeginReading(DbConnection connection);

    /// <summary>How a column is selected so that <see cref="Value"/> or <see cref="Text"/> reads it.</summary>
    public abstract string Selected(string column, Type type);

    /// <summary>A text as it is stored.</summary>
    /// <exception cref="FormatException">It is missing, or no text.</exception>
    public abstract string Text(DbDataReader reader, int column);

    /// <summary>What a column stores: text, a whole number, a number or a truth value; null for nothing.</summary>
    /// <exception cref="FormatException">It stores another type than its own.</exception>
    public abstract object? Value(DbDataReader reader, int column, Type type);

    /// <summary>Prepares a connection for reading the whole store once.</summary>
    public abstract void Tune(DbConnection connection);

    /// <summary>What the database's own check finds.</summary>
    public abstract IEnumerable<LedgerFinding> Damage(DbConnection connection);

    /// <summary>Every difference between the tables, triggers and rights that are there and those this program made.</summary>
    public abstract IEnumerable<LedgerFinding> SchemaDifferences(DbConnection connection);

    /// <summary>What an error while reading says of the database, in a few words without a value.</summary>
    public abstract string Error(DbException e);
}
