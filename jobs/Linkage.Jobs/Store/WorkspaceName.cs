using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Store;

/// <summary>The name that a workspace bears in a store it shares with others: drawn once, and kept in <c>workspace.id</c>.</summary>
internal static class WorkspaceName
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "workspace.id";

    /// <summary>The name of a workspace, drawn where it has none. Call while holding the workspace.</summary>
    public static string Make(string workspace)
    {
        if (Read(workspace) is { } name)
        {
            return name;
        }

        PrivateFolder.WriteAllBytes(Path.Combine(workspace, FileName), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        return Read(workspace)!;
    }

    /// <summary>The name of a workspace; null where it has none.</summary>
    public static string? Read(string workspace) => File.Exists(Path.Combine(workspace, FileName)) ? File.ReadAllText(Path.Combine(workspace, FileName)).Trim() : null;
}
