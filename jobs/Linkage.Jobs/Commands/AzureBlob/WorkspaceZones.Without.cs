using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <content>In a build without Azure Blob Storage.</content>
internal static partial class WorkspaceZones
{
    private static partial SharedZones Connect(Uri container, AzureIdentity identity) => throw ProblemException.BadConfiguration(
        "ZONES_NOT_IN_BUILD",
        $"{Variable} names a container, and this build has no Azure Blob Storage. Nothing was read or published.",
        Variable,
        "Build with -p:FullRegistry=true, where the registry has its packages; or leave the variable out to keep the zones in the workspace's folder.");
}
