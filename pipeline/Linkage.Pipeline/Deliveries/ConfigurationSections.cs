using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Deliveries;

/// <summary>The sections of the configuration file. Each has a reader of its own, which refuses what none of them knows.</summary>
public static class ConfigurationSections
{
    /// <summary>What has nothing to do with where extracts come from.</summary>
    private static readonly string[] Others = ["notifications", "lineage"];

    private static readonly string[] All = ["databases", "deliveries", .. Others];

    /// <summary>Leaves every section to its reader but those that a caller reads.</summary>
    /// <param name="map">The file.</param>
    /// <param name="own">What the caller reads.</param>
    public static void LeaveAllBut(YamlMapping map, params ReadOnlySpan<string> own)
    {
        foreach (var section in All)
        {
            if (!own.Contains(section))
            {
                _ = map.Optional(section);
            }
        }
    }

    /// <summary>Whether the file says anything but where extracts come from.</summary>
    internal static bool HasOthers(YamlMapping map) => Others.Any(section => map.Optional(section) is not null);
}
