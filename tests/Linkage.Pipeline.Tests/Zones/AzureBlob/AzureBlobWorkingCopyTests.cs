using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Linkage.Pipeline.Zones;
using Linkage.Pipeline.Zones.AzureBlob;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>The container says what there is; a working copy follows it, and only that of its own workspace.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AzureBlobWorkingCopyTests(AzuriteServer server) : IDisposable
{
    private readonly BlobWorld _world = new(server);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("find")]
    [InlineData("find whole")]
    [InlineData("join")]
    [InlineData("under")]
    public void Find_SetThatWasRemovedElsewhere_DoesNotCountAndGoesHere(string how)
    {
        var (one, two) = (_world.Store("one"), _world.Store("two"));
        var set = BlobWorld.Publish(one, Zone.Landing);
        Assert.NotNull(two.Find(Zone.Landing, "somebody", BlobWorld.Key));
        two.WipeSet($"landing/somebody/{BlobWorld.Key}");

        switch (how)
        {
            case "find": Assert.Null(one.Find(Zone.Landing, "somebody", BlobWorld.Key)); break;
            case "find whole": Assert.Null(one.FindWhole(Zone.Landing, "somebody", BlobWorld.Key)); break;
            case "join": one.Join(); break;
            case "under": Assert.Empty(one.Under(Zone.Landing, "somebody")); break;
        }

        Assert.False(Directory.Exists(set.Directory));
        Assert.Empty(_world.Blobs);
    }

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Release)]
    public void FindWhole_ByteChangedInTheContainer_GoesToQuarantineAndIsMadeAgain(Zone zone)
    {
        BlobWorld.Publish(_world.Store("one"), zone);
        _world.Change(_world.Blobs.Single(blob => blob.Contains("rows", StringComparison.Ordinal)), bytes =>
        {
            bytes[^1] ^= 1;
            return bytes;
        });
        var other = _world.Store("two");

        Assert.Null(other.Find(zone, "somebody", BlobWorld.Key));
        Assert.Empty(Directory.GetDirectories(other.FolderOf(Zone.Quarantine)));
        Assert.Null(other.FindWhole(zone, "somebody", BlobWorld.Key));

        Assert.Contains("damaged", Path.GetFileName(Assert.Single(Directory.GetDirectories(other.FolderOf(Zone.Quarantine)))), StringComparison.Ordinal);
        Assert.Equal(3, _world.Blobs.Count(blob => blob.StartsWith("quarantine/damaged~", StringComparison.Ordinal)));
        Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(BlobWorld.Publish(other, zone)));
        Assert.NotNull(_world.Store("three").FindWhole(zone, "somebody", BlobWorld.Key));
    }

    [Fact]
    public void Join_ByteChangedOrFileGoneInTheContainer_GoesToQuarantine()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        BlobWorld.Publish(_world.Store("one"), Zone.Identity);
        _world.Change(_world.Blobs.Single(blob => blob.StartsWith("landing/", StringComparison.Ordinal) && blob.Contains("rows", StringComparison.Ordinal)), bytes => [.. bytes, 0]);
        _world.Client.DeleteBlob(_world.Blobs.Single(blob => blob.StartsWith("identity/", StringComparison.Ordinal) && blob.Contains("rows", StringComparison.Ordinal)));
        var other = _world.Store("two");

        other.Join();

        Assert.Equal(2, Directory.GetDirectories(other.FolderOf(Zone.Quarantine)).Length);
        Assert.DoesNotContain(_world.Blobs, blob => !blob.StartsWith("quarantine/", StringComparison.Ordinal));
        var third = _world.Store("three");
        third.Join();
        Assert.Equal(Names(other), Names(third));

        static IEnumerable<string> Names(ZoneStore store) =>
            Directory.GetFiles(store.FolderOf(Zone.Quarantine), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(store.FolderOf(Zone.Quarantine), file)).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("other facts")]
    [InlineData("no code")]
    [InlineData("no seal")]
    [InlineData("name that leads out")]
    public void Find_SealThatSomebodyWroteThere_DoesNotCount(string forgery)
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        _world.Change($"landing/somebody/{BlobWorld.Key}/_seal.json", bytes =>
        {
            var seal = JsonNode.Parse(bytes)!.AsObject();
            switch (forgery)
            {
                case "other facts": seal["facts"]!["rows"] = 2; break;
                case "no code": seal.Remove("mac"); break;
                case "no seal": return [1, 2, 3];
                case "name that leads out": seal["files"]!["../../../out.txt"] = new string('a', 64); break;
            }

            return System.Text.Encoding.UTF8.GetBytes(seal.ToJsonString());
        });
        _world.Client.GetBlobClient($"landing/somebody/{BlobWorld.Key}/x/../../../../out.txt~{new string('a', 64)}").Upload(BinaryData.FromString("out"));

        Assert.Null(_world.Store("two").Find(Zone.Landing, "somebody", BlobWorld.Key));
        Assert.Null(_world.Store("two").FindWhole(Zone.Landing, "somebody", BlobWorld.Key));
        Assert.Equal($"again: {BlobWorld.Row}", BlobWorld.Content(BlobWorld.Publish(_world.Store("two"), Zone.Landing, "again")));
        Assert.Empty(Directory.GetFiles(_world.Folder.Path, "out.txt*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("missing")]
    [InlineData("seal changed")]
    public void FindWhole_WorkingCopyChanged_IsBroughtAgain(string damage)
    {
        var set = BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        var path = Path.Combine(set.Directory, damage == "seal changed" ? ZoneStore.SealName : "rows.csv.sealed");
        File.Delete(path);
        if (damage != "missing")
        {
            File.WriteAllText(path, "other");
        }

        Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(_world.Store("one").FindWhole(Zone.Landing, "somebody", BlobWorld.Key)!));
        Assert.Empty(Directory.GetDirectories(_world.Store("one").FolderOf(Zone.Quarantine)));
    }

    [Fact]
    public void Quarantine_ASet_IsThereInEveryCopyAndGoesFromAllWhenWiped()
    {
        var one = _world.Store("one");
        var moved = one.Quarantine(BlobWorld.Publish(one, Zone.Release), "GATEWAY_REVOKED")!;
        var two = _world.Store("two");
        two.Join();
        var there = Assert.Single(two.AllIn(Zone.Quarantine));

        Assert.Equal(Path.GetFileName(moved), Path.GetFileName(there.Directory));
        Assert.Empty(_world.Store("two").AllIn(Zone.Release));
        Assert.Equal(Directory.GetLastWriteTimeUtc(moved), Directory.GetLastWriteTimeUtc(there.Directory), TimeSpan.FromSeconds(5));
        Assert.True(two.WipeSet(two.PlaceOf(there)));
        Assert.Empty(_world.Blobs);
        one.Join();
        Assert.False(Directory.Exists(moved));
    }

    [Fact]
    public void WipeRelease_ASet_GoesFromTheContainer()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Release);

        Assert.Single(_world.Store("one").WipeRelease("somebody", BlobWorld.Key));
        Assert.Empty(_world.Blobs);
        Assert.Null(_world.Store("two").Find(Zone.Release, "somebody", BlobWorld.Key));
    }

    [Fact]
    public void WipeEpochsBefore_SetsOfAnEndedEpoch_GoFromTheContainer()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        BlobWorld.Publish(_world.Store("one"), Zone.Identity);
        BlobWorld.Publish(_world.Store("one"), Zone.Release);

        Assert.Equal(2, _world.Store("two").WipeEpochsBefore(2));
        Assert.All(_world.Blobs, blob => Assert.StartsWith("release/", blob, StringComparison.Ordinal));
    }

    [Fact]
    public void Redate_ASet_IsDatedInEveryCopy()
    {
        var then = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var one = _world.Store("one");
        one.Redate(BlobWorld.Publish(one, Zone.Landing), then);

        var found = _world.Store("two").Find(Zone.Landing, "somebody", BlobWorld.Key)!;

        Assert.Equal(then, File.GetLastWriteTimeUtc(Path.Combine(found.Directory, ZoneStore.SealName)));
    }

    [Fact]
    public void Join_FolderWithSetsOfItsOwn_IsRefusedAndNothingIsRemoved()
    {
        using var seals = new WorkspaceSeals(_world.Folder, "other-keys");
        var local = new ZoneStore(_world.Folder.PathOf("local")).SealedBy(seals.Seals);
        var set = BlobWorld.Publish(local, Zone.Landing);

        var thrown = Assert.Throws<ZoneContainerException>(local.On(_world.Shared(), CancellationToken.None).Join);

        Assert.Equal(ZoneContainerProblem.TwoPlaces, thrown.Kind);
        Assert.True(Directory.Exists(set.Directory));
        Assert.False(ZoneStore.IsWorkingCopy(_world.Folder.PathOf("local")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Join_AnotherOrAnEmptiedContainer_IsRefusedAndNothingIsRemoved(bool another)
    {
        var set = BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        using var elsewhere = new BlobWorld(server);
        if (another)
        {
            elsewhere.Store("one").Join();
        }

        var thrown = Assert.Throws<ZoneContainerException>(new ZoneStore(_world.Folder.PathOf("one")).On(elsewhere.Shared(), CancellationToken.None).Join);

        Assert.Equal(ZoneContainerProblem.TwoPlaces, thrown.Kind);
        Assert.Contains(another ? "is not the container" : "emptied or made anew", thrown.Problem, StringComparison.Ordinal);
        Assert.True(Directory.Exists(set.Directory));
        Assert.True(ZoneStore.IsWorkingCopy(_world.Folder.PathOf("one")));
    }

    [Fact]
    public void Join_ContainerWhoseSetsAreAllGone_IsRefusedAndNothingIsRemoved()
    {
        var (one, two) = (_world.Store("one"), _world.Store("two"));
        PublishedSet[] sets = [BlobWorld.Publish(one, Zone.Landing), BlobWorld.Publish(one, Zone.Identity)];
        two.Join();
        two.WipeSet($"landing/somebody/{BlobWorld.Key}");
        two.WipeSet($"identity/somebody/{BlobWorld.Key}");

        Assert.Contains("holds no set any more", Assert.Throws<ZoneContainerException>(_world.Store("one").Join).Problem, StringComparison.Ordinal);

        Assert.All(sets, set => Assert.True(Directory.Exists(set.Directory)));
    }

    [Fact]
    public void Join_ContainerThatLostItsMark_IsRefused()
    {
        BlobWorld.Publish(_world.Store("one"), Zone.Landing);
        _world.Client.DeleteBlob(BlobPlace.Mark);

        Assert.Contains("lost the mark", Assert.Throws<ZoneContainerException>(_world.Store("two").Join).Problem, StringComparison.Ordinal);
        Assert.Contains("emptied", Assert.Throws<ZoneContainerException>(_world.Store("one").Join).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_BlobsThatAreNoneOfOurs_AreLeft()
    {
        string[] others = ["notes.txt", "landing/readme", ".probe~x", "landing/.staging/x/_seal.json", "elsewhere/a/b/_seal.json", "landing/_seal.json"];
        Array.ForEach(others, name => _world.Client.GetBlobClient(name).Upload(BinaryData.FromString("{}")));
        var store = _world.Store("one");

        store.Join();
        store.SweepStaging();

        Assert.Equal(others.Order(StringComparer.Ordinal), _world.Blobs);
        Assert.Equal([WorkingCopy.FileName], Directory.GetFiles(_world.Folder.PathOf("one"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Publish_LargerThanOnePiece_ComesBackTheSame()
    {
        var random = new Random(20261123);
        var bytes = new byte[(20 << 20) + 17];
        random.NextBytes(bytes);
        var store = _world.Store("one");
        using var staged = store.Stage(Zone.Research, "somebody", BlobWorld.Key);
        File.WriteAllBytes(staged.PathOf("large.parquet"), bytes);
        staged.Publish(new { Rows = 1 });

        var found = _world.Store("two").FindWhole(Zone.Research, "somebody", BlobWorld.Key)!;

        Assert.True(File.ReadAllBytes(found.PathOf("large.parquet")).AsSpan().SequenceEqual(bytes));
        Assert.Equal(bytes.Length, _world.Client.GetBlobs(BlobTraits.None, BlobStates.None, "research/", CancellationToken.None).Max(blob => blob.Properties.ContentLength));
    }
}
