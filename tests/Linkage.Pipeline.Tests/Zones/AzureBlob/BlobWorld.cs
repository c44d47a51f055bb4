using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.Pipeline.Zones.AzureBlob;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>A container of one test, and workers with working copies of their own and the keys of one workspace.</summary>
internal sealed class BlobWorld : IDisposable
{
    public const string Key = "0f1e2d3c";
    public const string Row = "Zyxwilda Quokkabridge, 7 Xylographers Wynd";

    private readonly AzuriteServer _server;
    private readonly HttpClientTransport _transport;
    private readonly WorkspaceSeals _seals;
    private readonly List<HttpClientTransport> _lines = [];

    public BlobWorld(AzuriteServer server, bool isThere = true)
    {
        (_server, _transport, Address) = (server, server.Transport(), server.NewAddress());
        _seals = new WorkspaceSeals(Folder);
        Client = server.Client(Address);
        if (isThere)
        {
            Client.Create();
        }
    }

    public TemporaryFolder Folder { get; } = new();

    public Uri Address { get; }

    /// <summary>Somebody with rights of their own.</summary>
    public BlobContainerClient Client { get; }

    public AzureBlobOptions Options => new() { RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 2, Transport = _transport };

    /// <summary>The names of all blobs but the mark, in order.</summary>
    public IReadOnlyList<string> Blobs => [.. Client.GetBlobs().Select(blob => blob.Name).Where(name => name != BlobPlace.Mark).Order(StringComparer.Ordinal)];

    public SharedZones Shared(HttpPipelinePolicy? policy = null, AzureBlobOptions? options = null, TokenCredential? credential = null) =>
        AzureBlobZones.Open(Address, credential ?? AzuriteServer.Credential, (options ?? Options) with { EachAttempt = policy });

    /// <summary>A worker with the keys.</summary>
    /// <param name="copy">Its working copy.</param>
    /// <param name="policy">What stands between it and the container.</param>
    /// <param name="fence">Whether it may publish.</param>
    public ZoneStore Store(string copy, HttpPipelinePolicy? policy = null, IPublicationFence? fence = null) => StoreOn(copy, Shared(policy), fence);

    /// <summary>A worker with a line of its own.</summary>
    public ZoneStore Store(string copy, BlobLine line) => StoreOn(copy, Shared(options: On(line)), null);

    /// <summary>Options with a line of its own.</summary>
    public AzureBlobOptions On(BlobLine line)
    {
        var transport = _server.Transport(line: line);
        _lines.Add(transport);
        return Options with { Transport = transport };
    }

    private ZoneStore StoreOn(string copy, SharedZones shared, IPublicationFence? fence) =>
        new ZoneStore(Folder.PathOf(copy), RunId.Create(TimeProvider.System.GetUtcNow()), fence ?? new Open()).On(shared, CancellationToken.None).SealedBy(_seals.Seals);

    public static StagedSet Staged(ZoneStore store, Zone zone, string content = "whole", string key = Key)
    {
        var staged = store.Stage(zone, "somebody", key);
        File.WriteAllText(staged.PathOf("rows.csv"), $"{content}: {Row}");
        File.WriteAllText(staged.OpenPathOf("reason.json"), "a code");
        return staged;
    }

    public static PublishedSet Publish(ZoneStore store, Zone zone, string content = "whole", string key = Key)
    {
        using var staged = Staged(store, zone, content, key);
        return staged.Publish(new { Rows = 1 });
    }

    public static string Content(PublishedSet set) => File.ReadAllText(set.PathOf("rows.csv"));

    /// <summary>Puts other bytes where a blob is, and leaves the rest of it as it was.</summary>
    public void Change(string blob, Func<byte[], byte[]> change)
    {
        var there = Client.GetBlobClient(blob);
        var was = there.DownloadContent().Value;
        there.Upload(BinaryData.FromBytes(change(was.Content.ToArray())), new BlobUploadOptions { Metadata = was.Details.Metadata });
    }

    public void Dispose()
    {
        _seals.Dispose();
        _transport.Dispose();
        _lines.ForEach(line => line.Dispose());
        Folder.Dispose();
    }

    internal sealed class Open : IPublicationFence
    {
        public bool MayPublish() => true;
    }

    /// <summary>Ends the worker at a request, before it is sent or after it was answered.</summary>
    internal sealed class Killer(int at, bool afterwards) : HttpPipelineSynchronousPolicy
    {
        public int Count { get; private set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            Count++;
            if (Count > at || (Count == at && !afterwards))
            {
                throw new KilledException();
            }
        }

        public override void OnReceivedResponse(HttpMessage message)
        {
            if (Count >= at)
            {
                throw new KilledException();
            }
        }
    }

    internal sealed class KilledException : Exception;

    /// <summary>Looks at each request before it is sent.</summary>
    internal sealed class Between(Action<HttpMessage> look) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => look(message);
    }
}
