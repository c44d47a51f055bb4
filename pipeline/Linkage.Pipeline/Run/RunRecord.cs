using System.Text.Json;
using System.Text.Json.Serialization;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>The run's own record on disk: outcome, counts, decisions and releases, for a person or an auditor. No value from a row.</summary>
public static class RunRecord
{
    /// <summary>How run records are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes <c>runs/{run}/run.json</c>, whole or not at all.</summary>
    public static void Write(RunEnvironment environment, RunOutcome outcome)
    {
        var folder = Path.Combine(environment.Runs, outcome.Run);
        PrivateFolder.Create(folder);
        PrivateFolder.WriteAllBytes(Path.Combine(folder, "run.json"), JsonSerializer.SerializeToUtf8Bytes(outcome, Json));
    }
}
