using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>A container of Azure Blob Storage as a container of zones.</summary>
/// <param name="client">The client, bound to the container.</param>
/// <param name="address">The container's address, for messages.</param>
/// <param name="options">How it is asked.</param>
internal sealed class AzureBlobContainer(BlobContainerClient client, string address, AzureBlobOptions options) : IZoneContainer
{
    // More than any seal of ours; what is larger was put there by somebody else.
    private const long LongestSeal = 64L << 20;

    private const int Attempts = 8;
    private const string AtName = "at";
    private const string DigestName = "digest";
    private const string CopyName = "copy";
    private const string RunName = "run";

    /// <inheritdoc/>
    public string Address { get; } = address;

    /// <inheritdoc/>
    public void Require(CancellationToken cancellationToken) => new AzureBlobProbe(client, Address, (deed, act) => Do(new Step(deed, 0, cancellationToken), act)).Require();

    /// <inheritdoc/>
    public string? Mark(string? given, CancellationToken cancellationToken)
    {
        var blob = client.GetBlobClient(BlobPlace.Mark);
        if (given is not null)
        {
            _ = Do(new Step("written", 0, cancellationToken), token => TryPut(blob, Encoding.ASCII.GetBytes(given), new(StringComparer.Ordinal), token));
        }

        return Small(blob, cancellationToken) is { } mark ? Encoding.ASCII.GetString(mark.Bytes) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ContainedSet> Sets(string under, CancellationToken cancellationToken) =>
    [
        .. List(under, cancellationToken).Blobs
            .Select(blob => (Place: BlobPlace.SealedBy(blob), blob.Metadata))
            .Where(blob => blob.Place is not null)
            .Select(blob => new ContainedSet(blob.Place!, blob.Metadata.TryGetValue(DigestName, out var digest) ? digest : null))
            .OrderBy(set => set.Place, StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public ContainedSeal? Seal(string place, CancellationToken cancellationToken) => Small(client.GetBlobClient(BlobPlace.OfSeal(place)), cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<(string File, string Digest)> Files(string place, CancellationToken cancellationToken) =>
        [.. List($"{place}/", cancellationToken).Blobs.Select(blob => BlobPlace.FileAt(place, blob.Name)).OfType<(string, string)>()];

    /// <inheritdoc/>
    public string? Fetch(string place, string file, string digest, string target, CancellationToken cancellationToken)
    {
        var blob = client.GetBlobClient(BlobPlace.OfFile(place, file, digest));
        return Do(new Step("read", null, cancellationToken), token =>
        {
            try
            {
                using var answer = blob.DownloadStreaming(new BlobDownloadOptions(), token).Value;
                using var sink = new FileStream(target, PrivateFolder.NewFile(FileAccess.Write));
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = new byte[1 << 20];
                for (int read; (read = answer.Content.Read(buffer)) > 0;)
                {
                    token.ThrowIfCancellationRequested();
                    hash.AppendData(buffer, 0, read);
                    sink.Write(buffer, 0, read);
                }

                sink.Flush(flushToDisk: true);
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }
            catch (RequestFailedException answer) when (IsNoBlob(answer))
            {
                return null;
            }
        });
    }

    /// <inheritdoc/>
    public void Put(ContainedFile item, string path, bool isThere, CancellationToken cancellationToken)
    {
        var blob = client.GetBlobClient(BlobPlace.OfFile(item.Place, item.File, item.Digest));
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { [CopyName] = item.Copy, [RunName] = item.Run };
        for (var attempt = 0; attempt < Attempts; attempt++, isThere = !isThere)
        {
            var isDone = isThere
                ? Do(new Step("written", 0, cancellationToken), token => TryTouch(blob, facts, token))
                : Do(new Step("written", new FileInfo(path).Length, cancellationToken), token => TryUpload(blob, path, facts, token));
            if (isDone)
            {
                return;
            }
        }

        throw new ZoneContainerException(ZoneContainerProblem.Unreachable, Address, $"has {item.Place} changed by others all the time", "Find out who else publishes or removes there; then run again.");
    }

    /// <inheritdoc/>
    public bool TrySeal(string place, byte[] seal, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { [DigestName] = Convert.ToHexStringLower(SHA256.HashData(seal)) };
        if (at is { } instant)
        {
            facts[AtName] = Written(instant);
        }

        return Do(new Step("written", 0, cancellationToken), token => TryPut(client.GetBlobClient(BlobPlace.OfSeal(place)), seal, facts, token));
    }

    /// <inheritdoc/>
    public void Redate(string place, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var blob = client.GetBlobClient(BlobPlace.OfSeal(place));
        _ = Do(new Step("written", 0, cancellationToken), token =>
        {
            var there = blob.GetProperties(cancellationToken: token).Value;
            var facts = new Dictionary<string, string>(there.Metadata, StringComparer.Ordinal) { [AtName] = Written(at) };
            return blob.SetMetadata(facts, new BlobRequestConditions { IfMatch = there.ETag }, token);
        });
    }

    /// <inheritdoc/>
    public bool Remove(string place, CancellationToken cancellationToken)
    {
        var blobs = List($"{place}/", cancellationToken).Blobs;
        var seal = BlobPlace.OfSeal(place);

        // Only this set's: a set may not lie within another, but whoever writes there by hand can make it so.
        foreach (var blob in blobs.Where(blob => blob.Name == seal).Concat(blobs.Where(blob => BlobPlace.SetOf(blob) == place)))
        {
            Delete(blob, cancellationToken);
        }

        return blobs.Count > 0;
    }

    /// <inheritdoc/>
    public int Sweep(string copy, string? run, Func<string, bool, IReadOnlySet<(string File, string Digest)>?> named, Action require, CancellationToken cancellationToken)
    {
        var (blobs, now) = List(string.Empty, cancellationToken);
        var seals = blobs.Select(BlobPlace.SealedBy).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var swept = 0;
        foreach (var set in blobs.Where(blob => IsLeftBehind(blob, copy, run, now)).GroupBy(BlobPlace.SetOf, StringComparer.Ordinal).Where(set => set.Key is not null))
        {
            var left = set.ToList();
            foreach (var afresh in seals.Contains(set.Key!) ? new[] { false, true } : [])
            {
                // Those of sets that stand are known here; only what is not is asked for.
                left = left.Count == 0 || named(set.Key!, afresh) is not { } kept ? [] : left.FindAll(blob => !kept.Contains(BlobPlace.FileAt(set.Key!, blob.Name)!.Value));
            }

            foreach (var blob in left)
            {
                require();
                swept += Delete(blob, cancellationToken) ? 1 : 0;
            }
        }

        return swept;
    }

    private bool IsLeftBehind(BlobItem blob, string copy, string? run, DateTimeOffset now) =>
        (blob.Metadata.TryGetValue(CopyName, out var whose) && whose == copy && (run is null || !blob.Metadata.TryGetValue(RunName, out var by) || by != run))
        || blob.Properties.LastModified < now - options.LeftBehindAfter;

    private static string Written(DateTimeOffset instant) => instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    // A blob of this name that is not there; the container not being there is another thing.
    private static bool IsNoBlob(RequestFailedException answer) => answer.Status == 404 && AzureBlobFailure.CodeOf(answer) == "BlobNotFound";

    private (IReadOnlyList<BlobItem> Blobs, DateTimeOffset Now) List(string under, CancellationToken cancellationToken) => Do(new Step("listed", null, cancellationToken), token =>
    {
        var blobs = new List<BlobItem>();
        DateTimeOffset? now = null;
        foreach (var page in client.GetBlobs(BlobTraits.Metadata, BlobStates.None, under, token).AsPages())
        {
            // The first page's clock: what was touched since may look older in a later one.
            now ??= page.GetRawResponse().Headers.Date;
            blobs.AddRange(page.Values);
        }

        return ((IReadOnlyList<BlobItem>)blobs, now ?? DateTimeOffset.MinValue);
    });

    private ContainedSeal? Small(BlobClient blob, CancellationToken cancellationToken) => Do(new Step("read", 0, cancellationToken), token =>
    {
        try
        {
            using var answer = blob.DownloadStreaming(new BlobDownloadOptions(), token).Value;
            if (answer.Details.ContentLength > LongestSeal)
            {
                throw new ZoneContainerException(ZoneContainerProblem.NotFit, Address, $"holds a seal of more than {LongestSeal >> 20} MiB, '{blob.Name}'", "Nothing of ours is so large: find out who put it there, and remove it.");
            }

            using var bytes = new MemoryStream();
            answer.Content.CopyTo(bytes);
            var at = answer.Details.Metadata.TryGetValue(AtName, out var written) && DateTimeOffset.TryParseExact(written, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : answer.Details.LastModified;
            return new ContainedSeal(bytes.ToArray(), at);
        }
        catch (RequestFailedException answer) when (IsNoBlob(answer))
        {
            return null;
        }
    });

    private static bool TryPut(BlobClient blob, byte[] bytes, Dictionary<string, string> facts, CancellationToken token)
    {
        try
        {
            blob.Upload(BinaryData.FromBytes(bytes), Options(facts), token);
            return true;
        }
        catch (RequestFailedException answer) when (IsThere(answer))
        {
            return false;
        }
    }

    private static bool TryUpload(BlobClient blob, string path, Dictionary<string, string> facts, CancellationToken token)
    {
        try
        {
            using var stream = File.OpenRead(path);
            blob.Upload(stream, Options(facts), token);
            return true;
        }
        catch (RequestFailedException answer) when (IsThere(answer))
        {
            return false;
        }
    }

    private static bool TryTouch(BlobClient blob, Dictionary<string, string> facts, CancellationToken token)
    {
        try
        {
            blob.SetMetadata(facts, new BlobRequestConditions(), token);
            return true;
        }
        catch (RequestFailedException answer) when (IsNoBlob(answer))
        {
            return false;
        }
    }

    private static BlobUploadOptions Options(Dictionary<string, string> facts) =>
        new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = facts, TransferOptions = AzureBlobOptions.Pieces };

    private static bool IsThere(RequestFailedException answer) => answer.Status == 412 || (answer.Status == 409 && AzureBlobFailure.CodeOf(answer) == "BlobAlreadyExists");

    // Only as it was listed: what somebody touched since is being published.
    private bool Delete(BlobItem blob, CancellationToken cancellationToken) => Do(new Step("removed from", 0, cancellationToken), token =>
    {
        try
        {
            client.GetBlobClient(blob.Name).Delete(DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = blob.Properties.ETag }, token);
            return true;
        }
        catch (RequestFailedException answer) when (answer.Status == 412 || IsNoBlob(answer))
        {
            return false;
        }
    });

    // Bounded, but as long as the bytes need on a slow line where there are many; null where nobody knows how many.
    private T Do<T>(Step step, Func<CancellationToken, T> act)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Stop);
        if (step.Bytes is { } known)
        {
            limit.CancelAfter(options.Patience + TimeSpan.FromSeconds((double)known / AzureBlobOptions.LeastBytesPerSecond));
        }

        try
        {
            return act(limit.Token);
        }
        catch (Exception failure) when (!step.Stop.IsCancellationRequested && failure is RequestFailedException or AggregateException or OperationCanceledException
            or Azure.Identity.AuthenticationFailedException or HttpRequestException or System.Net.Sockets.SocketException)
        {
            throw AzureBlobFailure.Of(failure, Address, step.Deed, limit.IsCancellationRequested);
        }
    }

    private readonly record struct Step(string Deed, long? Bytes, CancellationToken Stop);
}
