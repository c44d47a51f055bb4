using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>A set is there whole or not at all, whoever is stopped where, and however many publish it.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AzureBlobPublicationTests(AzuriteServer server) : IDisposable
{
    private static readonly string[] Two = ["one", "two"];

    private readonly BlobWorld _world = new(server);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Identity)]
    [InlineData(Zone.Research)]
    [InlineData(Zone.Release)]
    public void Publish_ASet_LiesAtItsPlaceAndComesToAnEmptyCopyAsItWas(Zone zone)
    {
        var (name, published) = (zone.ToString().ToLowerInvariant(), BlobWorld.Publish(_world.Store("one"), zone));

        Assert.Contains($"{name}/somebody/{BlobWorld.Key}/_seal.json", _world.Blobs);
        Assert.Equal(
            published.Seal.Files.Select(file => $"{name}/somebody/{BlobWorld.Key}/{file.Key}~{file.Value}").Append($"{name}/somebody/{BlobWorld.Key}/_seal.json").Order(StringComparer.Ordinal),
            _world.Blobs);
        var other = _world.Store("two");
        var found = other.FindWhole(zone, "somebody", BlobWorld.Key)!;

        Assert.StartsWith(_world.Folder.PathOf("two"), found.Directory, StringComparison.Ordinal);
        Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(found));
        Assert.Equal(Snapshot(published.Directory), Snapshot(found.Directory));
        Assert.Equal(
            File.GetLastWriteTimeUtc(Path.Combine(published.Directory, ZoneStore.SealName)), File.GetLastWriteTimeUtc(Path.Combine(found.Directory, ZoneStore.SealName)), TimeSpan.FromMilliseconds(1));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(found.Directory, ZoneStore.SealName)));
        Assert.Equal(0, other.SweepStaging());
    }

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Identity)]
    [InlineData(Zone.Quarantine)]
    public void Publish_NamesOfPeople_NeverGoUpInPlain(Zone zone)
    {
        var sent = new ConcurrentBag<byte[]>();
        var set = BlobWorld.Publish(_world.Store("one", new BlobWorld.Between(message =>
        {
            if (message.Request.Content is { } content)
            {
                using var bytes = new MemoryStream();
                content.WriteTo(bytes, CancellationToken.None);
                sent.Add(bytes.ToArray());
            }
        })), zone);
        _world.Store("one").Quarantine(set, "GATEWAY_REVOKED");

        Assert.True(sent.Count >= 3);
        var words = BlobWorld.Row.Split(' ', ',').Where(word => word.Length > 3).ToList();
        Assert.All(sent.Concat(_world.Blobs.Select(blob => _world.Client.GetBlobClient(blob).DownloadContent().Value.Content.ToArray())), bytes =>
            Assert.All(words, word => Assert.DoesNotContain(word, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Quarantine)]
    public void Publish_WithoutKeys_SendsNothingFromAZoneWithNames(Zone zone)
    {
        var keyless = new ZoneStore(_world.Folder.PathOf("keyless")).On(_world.Shared(), CancellationToken.None);

        Assert.Throws<InvalidOperationException>(() => BlobWorld.Publish(keyless, zone));
        Assert.Empty(_world.Blobs);
    }

    [Theory]
    [InlineData(Zone.Landing, false)]
    [InlineData(Zone.Landing, true)]
    [InlineData(Zone.Release, false)]
    public void Publish_KilledAtAnyRequest_IsThereWholeOrNotAtAllAndPublishedByTheNext(Zone zone, bool afterwards)
    {
        var seen = new List<bool>();
        for (var at = 1; ; at++)
        {
            using var world = new BlobWorld(server);
            world.Store("one").Join();
            var killer = new BlobWorld.Killer(at, afterwards);
            var killed = Record.Exception(() => BlobWorld.Publish(world.Store("one", killer), zone)) is not null;

            var found = world.Store("two").FindWhole(zone, "somebody", BlobWorld.Key);
            seen.Add(found is not null);
            Assert.True(found is null || BlobWorld.Content(found) == $"whole: {BlobWorld.Row}");

            // The next run, on the same machine: sweeps what is left, and publishes.
            var next = world.Store("one");
            next.Join();
            next.SweepStaging();
            Assert.True(found is not null || world.Blobs.Count == 0, $"request {at}: {string.Join(", ", world.Blobs)}");
            Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(BlobWorld.Publish(next, zone)));
            Assert.Equal(3, world.Blobs.Count);
            Assert.Equal(0, next.SweepStaging());
            if (!killed)
            {
                break;
            }
        }

        Assert.True(seen.Count >= 7, $"{seen.Count} points");
        Assert.False(seen[0]);
        Assert.True(seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Theory]
    [InlineData("wipe")]
    [InlineData("quarantine")]
    public void Remove_KilledAtAnyRequest_IsThereWholeOrNotAtAllAndGoneWithTheNext(string how)
    {
        for (var at = 1; ; at++)
        {
            using var world = new BlobWorld(server);
            BlobWorld.Publish(world.Store("one"), Zone.Landing);
            var killer = new BlobWorld.Killer(at, afterwards: true);
            var killed = Record.Exception(() => Remove(world.Store("one", killer))) is not null;

            var found = world.Store("two").FindWhole(Zone.Landing, "somebody", BlobWorld.Key);
            Assert.True(found is null || BlobWorld.Content(found) == $"whole: {BlobWorld.Row}");
            var next = world.Store("one");
            next.Join();
            next.SweepStaging();
            Remove(next);
            Assert.DoesNotContain(world.Blobs, blob => blob.StartsWith("landing/", StringComparison.Ordinal));
            Assert.Null(next.Find(Zone.Landing, "somebody", BlobWorld.Key));
            Assert.Equal(how == "quarantine", Directory.GetDirectories(next.FolderOf(Zone.Quarantine)).Any(ZoneStore.HoldsSets));
            Assert.Equal(how == "quarantine", world.Blobs.Count > 0);
            if (!killed)
            {
                Assert.True(at >= 3, $"{at} points");
                break;
            }
        }

        void Remove(ZoneStore store)
        {
            if (how == "wipe")
            {
                store.WipeSet($"landing/somebody/{BlobWorld.Key}");
            }
            else if (store.Find(Zone.Landing, "somebody", BlobWorld.Key) is { } set)
            {
                store.Quarantine(set, "damaged");
            }
        }
    }

    [Fact]
    public async Task Publish_TheSameByTwoWorkersAtOnce_OneSealAndBothAgree()
    {
        for (var round = 0; round < 6; round++)
        {
            var key = $"{BlobWorld.Key}{round:x4}";
            using var start = new Barrier(2);
            var sets = await Task.WhenAll(Two.Select(copy => Task.Run(() =>
            {
                var store = _world.Store(copy);
                using var staged = BlobWorld.Staged(store, Zone.Landing, copy, key);
                start.SignalAndWait();
                return staged.Publish(new { By = copy });
            })));

            Assert.Equal(sets[0].Seal.Mac, sets[1].Seal.Mac);
            Assert.Equal(BlobWorld.Content(sets[0]), BlobWorld.Content(sets[1]));
            Assert.All(sets, set => Assert.Empty(ZoneStore.DamageOf(set)));
            Assert.Single(_world.Blobs, blob => blob.Contains(key, StringComparison.Ordinal) && blob.EndsWith(ZoneStore.SealName, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Publish_WhileAnotherSealsFirst_GivesTheOthersAndLeavesNoFileOfItsOwnForLong()
    {
        var mine = _world.Store("one", new BlobWorld.Between(message =>
        {
            // Right before the seal goes up.
            if (message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.EndsWith(ZoneStore.SealName, StringComparison.Ordinal))
            {
                BlobWorld.Publish(_world.Store("two"), Zone.Landing, "theirs");
            }
        }));

        Assert.Equal($"theirs: {BlobWorld.Row}", BlobWorld.Content(BlobWorld.Publish(mine, Zone.Landing, "mine")));
        Assert.Equal(4, _world.Blobs.Count);
        _world.Store("one").SweepStaging();
        Assert.Equal(3, _world.Blobs.Count);
        Assert.NotNull(_world.Store("three").FindWhole(Zone.Landing, "somebody", BlobWorld.Key));
    }

    [Fact]
    public void Publish_FenceSaysNoRightBeforeTheSeal_PublishesNothing()
    {
        var fence = new Answers();
        var store = _world.Store("one", new BlobWorld.Between(message =>
        {
            fence.May &= message.Request.Method != RequestMethod.Put || !message.Request.Uri.Path.Contains('~');
        }), fence);

        Assert.Throws<WorkspaceLostException>(() => BlobWorld.Publish(store, Zone.Landing));
        Assert.DoesNotContain(_world.Blobs, blob => blob.EndsWith(ZoneStore.SealName, StringComparison.Ordinal));
        Assert.Null(_world.Store("two").Find(Zone.Landing, "somebody", BlobWorld.Key));
    }

    [Fact]
    public void Publish_WhileAnotherWipesWhatStoodThere_EndsWhole()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        var removing = false;
        var other = _world.Store("two", new BlobWorld.Between(message =>
        {
            // The seal is gone; before the files go, the set is published anew from another place.
            if (!removing && message.Request.Method == RequestMethod.Delete && message.Request.Uri.Path.Contains('~'))
            {
                removing = true;
                BlobWorld.Publish(_world.Store("three"), Zone.Landing);
            }
        }));
        other.WipeSet($"landing/somebody/{BlobWorld.Key}");

        Assert.True(removing);
        Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(_world.Store("four").FindWhole(Zone.Landing, "somebody", BlobWorld.Key)!));
    }

    [Fact]
    public void Sweep_FilesWithoutASeal_TakesItsOwnAtOnceAndThoseOfOthersWhenTheyAreOld()
    {
        var theirs = new BlobWorld.Killer(4, afterwards: true);
        _world.Store("two").Join();
        Assert.ThrowsAny<Exception>(() => BlobWorld.Publish(_world.Store("two", theirs), Zone.Landing));
        var left = _world.Blobs;
        Assert.NotEmpty(left);
        Assert.DoesNotContain(left, blob => blob.EndsWith(ZoneStore.SealName, StringComparison.Ordinal));

        Assert.Equal(0, _world.Store("one").SweepStaging());
        Assert.Equal(left, _world.Blobs);
        Assert.True(_world.Store("two").SweepStaging() > 0);
        Assert.Empty(_world.Blobs);
    }

    [Fact]
    public void Sweep_OldFilesOfOthers_GoWithoutASealAndStayUnderOne()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        var stray = _world.Client.GetBlobClient($"landing/somebody/{BlobWorld.Key}/rows.csv.sealed~{new string('a', 64)}");
        stray.Upload(BinaryData.FromString("left"));
        var container = _world.Shared(options: _world.On(new BlobLine(afterwards: Later))).Container;

        Assert.Equal(0, _world.Shared().Container.Sweep("copy", null, Named, () => { }, CancellationToken.None));
        Assert.Equal(1, container.Sweep("copy", null, Named, () => { }, CancellationToken.None));
        Assert.False(stray.Exists().Value);
        Assert.NotNull(_world.Store("two").FindWhole(Zone.Landing, "somebody", BlobWorld.Key));

        IReadOnlySet<(string, string)>? Named(string place, bool afresh) =>
            _world.Store("one").Find(Zone.Landing, "somebody", BlobWorld.Key)!.Seal.Files.Select(file => (file.Key, file.Value)).ToHashSet();
    }

    private static IEnumerable<string> Snapshot(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {ZoneStore.DigestOf(file)}");

    private sealed class Answers : IPublicationFence
    {
        public bool May { get; set; } = true;

        public bool MayPublish() => May;
    }

    // The service's clock is ahead of what it dated.
    private static HttpResponseMessage Later(HttpResponseMessage answer)
    {
        answer.Headers.Date = TimeProvider.System.GetUtcNow().AddDays(2);
        return answer;
    }
}
