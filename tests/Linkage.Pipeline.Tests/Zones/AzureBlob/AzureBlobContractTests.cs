using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>The contract of published sets, where a container holds them.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AzureBlobContractTests(AzuriteServer server) : ZoneStoreContract
{
    private readonly BlobWorld _world = new(server);

    protected override ZoneStore On(ZoneStore zones) => zones.On(_world.Shared(), CancellationToken.None);

    protected override void Dispose(bool disposing)
    {
        _world.Dispose();
        base.Dispose(disposing);
    }
}
