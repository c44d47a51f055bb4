using System.Data.Common;
using Linkage.Governance.Ledger;

namespace Linkage.Jobs.Store;

/// <summary>Holds the tables, indexes, triggers and rights of a store against those this program makes: who means to change rows takes the triggers away first.</summary>
internal static class SchemaComparison
{
    /// <summary>Every difference.</summary>
    /// <param name="own">What this program makes: name to text.</param>
    /// <param name="there">What is there.</param>
    public static IEnumerable<LedgerFinding> Between(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> there) =>
        own.Keys.Except(there.Keys).Select(name => $"{name} is missing")
            .Concat(there.Keys.Except(own.Keys).Select(name => $"{name} is not of this program"))
            .Concat(own.Where(o => there.TryGetValue(o.Key, out var text) && text != o.Value).Select(o => $"{o.Key} is not as this program makes it"))
            .Order(StringComparer.Ordinal)
            .Select(what => new LedgerFinding(LedgerFault.SchemaChanged, null, $"In the run store, {what}."));

    /// <summary>Reads names and texts.</summary>
    public static Dictionary<string, string> Read(DbCommand command)
    {
        using var reader = command.ExecuteReader();
        var objects = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            objects[reader.GetString(0)] = reader.GetString(1);
        }

        return objects;
    }
}
