using Linkage.Governance.Ledger;
using Linkage.Jobs.Store;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Auditing;

/// <summary>Holds the tables, indexes and triggers of a store against those this program makes: who means to change rows takes the triggers away first.</summary>
internal static class SchemaGuard
{
    private static readonly Lazy<Dictionary<string, string>> Own = new(() =>
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        StoreSchema.Apply(connection, null, 0);
        return Read(connection);
    });

    /// <summary>Every difference.</summary>
    public static IEnumerable<LedgerFinding> Differences(SqliteConnection connection)
    {
        var own = Own.Value;
        var there = Read(connection);
        return own.Keys.Except(there.Keys).Select(name => $"{name} is missing")
            .Concat(there.Keys.Except(own.Keys).Select(name => $"{name} is not of this program"))
            .Concat(own.Where(o => there.TryGetValue(o.Key, out var sql) && sql != o.Value).Select(o => $"{o.Key} is not as this program makes it"))
            .Order(StringComparer.Ordinal)
            .Select(what => new LedgerFinding(LedgerFault.SchemaChanged, null, $"In the run store, {what}."));
    }

    private static Dictionary<string, string> Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        using var reader = command.ExecuteReader();
        var objects = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            objects[reader.GetString(0)] = reader.GetString(1);
        }

        return objects;
    }
}
