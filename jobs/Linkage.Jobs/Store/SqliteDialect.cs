using System.Data.Common;
using System.Globalization;
using System.Text;
using Linkage.Governance.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>
/// SQLite, read byte for byte. The provider's own reading is more lenient: it ends a text at a zero byte, replaces what is not UTF-8 and takes a number for a text,
/// so a changed row could read as the one it was.
/// </summary>
internal sealed class SqliteDialect : StoreDialect
{
    /// <summary>The one there is.</summary>
    public static readonly SqliteDialect Instance = new();

    // Rows are looked up by key in an index that may be larger than SQLite's own two megabytes.
    private const int CacheMib = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Lazy<Dictionary<string, string>> Own = new(() =>
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        SqliteSchema.Apply(connection, null, 0);
        return Objects(connection);
    });

    /// <inheritdoc/>
    public override DbContextOptions<RunStoreContext> OptionsOver(DbConnection connection) => new DbContextOptionsBuilder<RunStoreContext>().UseSqlite(connection).Options;

    /// <inheritdoc/>
    public override DbTransaction BeginReading(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <inheritdoc/>
    public override string Selected(string column, Type type) => type == typeof(string) ? $"CAST({column} AS BLOB)" : column;

    /// <inheritdoc/>
    public override string Text(DbDataReader reader, int column)
    {
        try
        {
            return reader.IsDBNull(column) ? throw new FormatException("a text is missing") : Strict.GetString(reader.GetFieldValue<byte[]>(column));
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("a text is no UTF-8");
        }
    }

    /// <inheritdoc/>
    public override object? Value(DbDataReader reader, int column, Type type)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        if (type == typeof(string))
        {
            return Text(reader, column);
        }

        return (reader.GetValue(column), type) switch
        {
            (long number, _) when type == typeof(bool) => number is 0 or 1 ? number == 1 : throw new FormatException("a truth value is neither 0 nor 1"),
            (long number, _) when type == typeof(long) || type == typeof(int) => number,
            (double number, _) when type == typeof(double) => number,
            _ => throw new FormatException("a column stores another type than its own"),
        };
    }

    /// <inheritdoc/>
    public override void Tune(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{CacheMib * 1024}");
        command.ExecuteNonQuery();
    }

    // Of what SQLite says only tables, indexes, row numbers and pages are told.

    /// <inheritdoc/>
    public override IEnumerable<LedgerFinding> Damage(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(20)";
        using var reader = command.ExecuteReader();
        var count = 0;
        while (reader.Read())
        {
            count += reader.GetString(0) == "ok" ? 0 : 1;
        }

        return count == 0 ? [] : [new(LedgerFault.Damaged, null, $"SQLite's own check finds the run store damaged, in {(count == 20 ? "20 places or more" : count == 1 ? "one place" : $"{count} places")}: sqlite3 linkage.db 'PRAGMA integrity_check' names them.")];
    }

    /// <inheritdoc/>
    public override IEnumerable<LedgerFinding> SchemaDifferences(DbConnection connection) => SchemaComparison.Between(Own.Value, Objects(connection));

    /// <inheritdoc/>
    public override string Error(DbException e) => string.Create(CultureInfo.InvariantCulture, $"SQLite error {(e as SqliteException)?.SqliteErrorCode ?? 0}");

    private static Dictionary<string, string> Objects(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        return SchemaComparison.Read(command);
    }
}
