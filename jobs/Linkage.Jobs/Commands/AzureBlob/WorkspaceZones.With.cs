using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;
using Linkage.Pipeline.Zones.AzureBlob;

namespace Linkage.Jobs.Commands;

/// <content>In a build with Azure Blob Storage.</content>
internal static partial class WorkspaceZones
{
    private static partial SharedZones Connect(Uri container, AzureIdentity identity) => AzureBlobZones.Open(container, identity.Credential(), new AzureBlobOptions());
}
