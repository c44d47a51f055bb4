using Azure.Core;
using Azure.Storage.Blobs;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>Zones in a container of Azure Blob Storage.</summary>
public static class AzureBlobZones
{
    /// <summary>Names the container. Nothing is asked until the zones are joined.</summary>
    /// <param name="container">Its address, <c>https://ACCOUNT.blob.core.windows.net/CONTAINER</c>, without a query: a signature in it would be a key.</param>
    /// <param name="credential">As whom it is asked.</param>
    /// <param name="options">How it is asked.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static SharedZones Open(Uri container, TokenCredential credential, AzureBlobOptions options)
    {
        if (container is not { IsAbsoluteUri: true, Scheme: "https", Query: "", Fragment: "", UserInfo: "" })
        {
            throw new ArgumentException("A container is named by https, its account and its name alone.", nameof(container));
        }

        return new SharedZones(new AzureBlobContainer(new BlobContainerClient(container, credential, options.ForClient()), container.AbsoluteUri, options));
    }
}
