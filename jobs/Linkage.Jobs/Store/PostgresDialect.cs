using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Governance.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>PostgreSQL, whose columns hold nothing but their own type.</summary>
internal sealed class PostgresDialect : StoreDialect
{
    /// <summary>The one there is.</summary>
    public static readonly PostgresDialect Instance = new();

    // Everything that keeps rows as they are, as the catalogue tells it: columns, constraints, indexes, triggers and whether they fire, functions, owners and rights.
    private const string Described = """
        SELECT 'column ' || c.relname || '.' || a.attname,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(a.attacl) AS x))
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace = 'linkage'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'relation ' || relname, concat_ws(' ', relkind, relowner::regrole, relrowsecurity, relpersistence, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(relacl) AS x))
          FROM pg_class WHERE relnamespace = 'linkage'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
        UNION ALL
        SELECT 'index ' || c.relname, pg_get_indexdef(c.oid) FROM pg_class c WHERE c.relnamespace = 'linkage'::regnamespace AND c.relkind = 'i'
        UNION ALL
        SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) || ' ' || convalidated FROM pg_constraint WHERE connamespace = 'linkage'::regnamespace
        UNION ALL
        SELECT 'trigger ' || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'linkage'::regnamespace AND NOT t.tgisinternal
        UNION ALL
        SELECT 'function ' || p.oid::regprocedure, concat_ws(' ', pg_get_functiondef(p.oid), p.proowner::regrole, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(p.proacl) AS x))
          FROM pg_proc p WHERE p.pronamespace = 'linkage'::regnamespace AND p.prokind IN ('f', 'p')
        UNION ALL
        SELECT 'rule ' || tablename || '.' || rulename, definition FROM pg_rules WHERE schemaname = 'linkage'
        UNION ALL
        SELECT 'schema ' || nspname, concat_ws(' ', nspowner::regrole, (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(nspacl) AS x)) FROM pg_namespace WHERE nspname = 'linkage'
        """;

    /// <inheritdoc/>
    public override DbContextOptions<RunStoreContext> OptionsOver(DbConnection connection) => new DbContextOptionsBuilder<RunStoreContext>().UseNpgsql(connection).Options;

    /// <inheritdoc/>
    public override DbTransaction BeginReading(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    public override string Selected(string column, Type type) => column;

    /// <inheritdoc/>
    public override string Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? throw new FormatException("a text is missing") : reader.GetString(column);

    /// <inheritdoc/>
    public override object? Value(DbDataReader reader, int column, Type type) => reader.IsDBNull(column) ? null : reader.GetValue(column);

    /// <inheritdoc/>
    public override void Tune(DbConnection connection)
    {
    }

    // What PostgreSQL finds damaged it refuses to read.

    /// <inheritdoc/>
    public override IEnumerable<LedgerFinding> Damage(DbConnection connection) => [];

    /// <inheritdoc/>
    public override IEnumerable<LedgerFinding> SchemaDifferences(DbConnection connection) => SchemaComparison.Between(Applied(connection), Objects(connection));

    /// <inheritdoc/>
    public override string Error(DbException e) => $"PostgreSQL error {e.SqlState}";

    /// <summary>Everything that keeps rows as they are: its name, and SHA-256 of what the catalogue tells of it.</summary>
    public static Dictionary<string, string> Objects(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Described;
        return SchemaComparison.Read(command).ToDictionary(o => o.Key, o => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(o.Value))), StringComparer.Ordinal);
    }

    /// <summary>The same as it was when it was made last, by the ledger.</summary>
    public static Dictionary<string, string> Applied(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT body FROM ledger WHERE kind = '{PostgresDatabase.SchemaApplied}' ORDER BY sequence DESC LIMIT 1";
        try
        {
            return command.ExecuteScalar() is string body && JsonDocument.Parse(body).RootElement.TryGetProperty("objects", out var objects)
                ? objects.EnumerateObject().ToDictionary(o => o.Name, o => o.Value.GetString() ?? string.Empty, StringComparer.Ordinal)
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
