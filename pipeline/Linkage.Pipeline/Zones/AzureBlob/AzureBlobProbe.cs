using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>
/// Tries what publishing needs of a container, as <see cref="StorageProbe"/> does of a folder: a blob is put there, not over one that is there, seen at once in the list and when read, changed
/// and removed under the condition that it is still the one that was seen, and is gone then.
/// </summary>
/// <param name="client">The container.</param>
/// <param name="address">Its address, for messages.</param>
/// <param name="step">Does one step within bounds.</param>
internal sealed class AzureBlobProbe(BlobContainerClient client, string address, Func<string, Func<CancellationToken, bool>, bool> step)
{
    private static readonly byte[] First = [1];
    private static readonly byte[] Second = [2];

    /// <summary>Tries it and leaves nothing behind.</summary>
    /// <exception cref="StorageNotFitException">It does not do what is needed.</exception>
    /// <exception cref="ZoneContainerException">It cannot be used.</exception>
    public void Require()
    {
        var blob = client.GetBlobClient($"{BlobPlace.Probe}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
        step("written", token => Put(blob, First, ETag.All, token));
        try
        {
            Holds(!step("written", token => Put(blob, Second, ETag.All, token)), "puts a blob over one that is there though it may only where none is, so two sets could become one");
            Holds(step("read", token => blob.DownloadContent(token).Value.Content.ToMemory().Span.SequenceEqual(First)), "does not give back what was put there");
            Holds(step("listed", token => client.GetBlobs(BlobTraits.Metadata, BlobStates.None, blob.Name, token).Any()), "does not list what was put there");
            var seen = default(ETag);
            step("read", token => (seen = blob.GetProperties(cancellationToken: token).Value.ETag) != default);
            step("written", token => blob.SetMetadata(new Dictionary<string, string> { ["touched"] = "1" }, cancellationToken: token).HasValue);
            Holds(!step("removed from", token => Delete(blob, seen, token)), "removes a blob that was changed since though it may only as it was seen, so a set could lose files while it is published");
        }
        finally
        {
            step("removed from", token => blob.DeleteIfExists(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token).Value);
        }

        Holds(!step("read", token => blob.Exists(token).Value), "still gives what was removed");
    }

    private void Holds(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new StorageNotFitException(address, otherwise);
        }
    }

    private static bool Put(BlobClient blob, byte[] bytes, ETag none, CancellationToken token)
    {
        try
        {
            blob.Upload(BinaryData.FromBytes(bytes), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = none } }, token);
            return true;
        }
        catch (RequestFailedException answer) when (answer.Status == 412 || (answer.Status == 409 && AzureBlobFailure.CodeOf(answer) == "BlobAlreadyExists"))
        {
            return false;
        }
    }

    private static bool Delete(BlobClient blob, ETag seen, CancellationToken token)
    {
        try
        {
            blob.Delete(DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = seen }, token);
            return true;
        }
        catch (RequestFailedException answer) when (answer.Status == 412)
        {
            return false;
        }
    }
}
