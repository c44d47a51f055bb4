using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>What a workspace keeps of its grants, read from its files alone.</summary>
internal sealed class GrantFiles(string workspace)
{
    private static readonly string[] MadeUnderGrants = ["spine", "mounted"];

    private readonly string _folder = Path.Combine(workspace, "keys", "grants");

    /// <summary>Files of the secrets made under a rule.</summary>
    public IReadOnlyList<string> SecretsOf(string rule) =>
        [.. Directory.GetFiles(_folder, "*.key").Where(f => File.ReadLines(f).Contains($"rule {rule}")).Order(StringComparer.Ordinal)];

    /// <summary>Files that say a secret was destroyed.</summary>
    public IReadOnlyList<string> Tombstones => [.. Directory.GetFiles(_folder, "*.destroyed.json").Order(StringComparer.Ordinal)];

    /// <summary>Every file of the folder but the secrets of datasets, which end with the data and not with a grant.</summary>
    public IReadOnlyList<string> All => [.. Directory.GetFiles(_folder).Where(f => !File.ReadLines(f).Any(line => line.StartsWith("rule linkage:dataset-key ", StringComparison.Ordinal))).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Spines and mounted tables of a project that a run may use.</summary>
    public IReadOnlyList<string> SetsOf(string project) =>
        [.. MadeUnderGrants.Select(kind => Path.Combine(workspace, "zones", "research", kind, project)).Where(Directory.Exists).SelectMany(f => Directory.GetDirectories(f))];

    /// <summary>Names of the folders in quarantine.</summary>
    public IReadOnlyList<string> Quarantined => [.. Directory.GetDirectories(Path.Combine(workspace, "zones", "quarantine")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>What the ledger says was done with keys and grants of a rule, in order: kind, then field or reason.</summary>
    public IReadOnlyList<string> EventsOf(string rule)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(workspace, "linkage.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT trim(kind || ' ' || coalesce(body ->> 'field', body ->> 'reason', '')) FROM ledger WHERE (kind LIKE 'key-%' OR kind = 'grant-made') AND body ->> 'rule' = $rule ORDER BY sequence";
        command.Parameters.AddWithValue("$rule", rule);
        using var reader = command.ExecuteReader();
        var events = new List<string>();
        while (reader.Read())
        {
            events.Add(reader.GetString(0));
        }

        return events;
    }
}
