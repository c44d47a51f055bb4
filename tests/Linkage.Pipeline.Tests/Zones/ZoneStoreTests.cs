using System.Text.Json.Nodes;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

public sealed class ZoneStoreTests : IDisposable
{
    private const string Key = "0f1e2d3c";

    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceSeals _seals;
    private readonly ZoneStore _store;

    public ZoneStoreTests()
    {
        _seals = new WorkspaceSeals(_folder);
        _store = new ZoneStore(_folder.PathOf("zones")).SealedBy(_seals.Seals);
    }

    public void Dispose()
    {
        _seals.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Publish_StagedFiles_AppearWholeUnderTheirKey()
    {
        using var staged = Staged("rows");
        Assert.Null(_store.Find(Zone.Landing, "food-vouchers", Key));

        var set = staged.Publish(new Facts(3));

        Assert.Equal(set.Directory, _store.Find(Zone.Landing, "food-vouchers", Key)!.Directory);
        Assert.Equal(3, set.Seal.FactsAs<Facts>().Rows);
        Assert.Equal("rows", File.ReadAllText(set.PathOf("rows.parquet")));
        Assert.Empty(ZoneStore.DamageOf(set));
        Assert.Throws<FileNotFoundException>(() => set.PathOf("other"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_store.FolderOf(Zone.Landing), ".staging")));
    }

    [Fact]
    public void Publish_FilesAndFolders_AreForTheirOwnerOnly()
    {
        var previous = File.GetUnixFileMode(_folder.Path);
        using var staged = Staged("rows");
        var set = staged.Publish(new Facts(1));

        for (var folder = set.Directory; folder != _folder.Path; folder = Path.GetDirectoryName(folder)!)
        {
            Assert.False(PrivateFolder.IsOpenToOthers(folder), folder);
        }

        Assert.All(Directory.GetFiles(set.Directory), f => Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(f)));
        Assert.Equal(previous, File.GetUnixFileMode(_folder.Path));
    }

    [Fact]
    public void Open_ZonesOpenToOthers_ClosesAllButRelease()
    {
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(_store.FolderOf(Zone.Identity), open);
        File.SetUnixFileMode(_store.FolderOf(Zone.Release), open);

        var again = new ZoneStore(_folder.PathOf("zones"));

        Assert.False(PrivateFolder.IsOpenToOthers(again.FolderOf(Zone.Identity)));
        Assert.True(PrivateFolder.IsOpenToOthers(again.FolderOf(Zone.Release)));
    }

    [Fact]
    public void Dispose_Unpublished_LeavesNothing()
    {
        using (Staged("rows"))
        {
        }

        Assert.Null(_store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Equal(0, _store.SweepStaging());
    }

    [Fact]
    public void SweepStaging_LeftoversOfAKilledRun_AreRemovedAndNothingElse()
    {
        var published = Staged("kept").Publish(new Facts(1));
        var killed = _store.Stage(Zone.Identity, "food-vouchers", Key);
        File.WriteAllText(killed.PathOf("identity.parquet"), "half");

        Assert.Null(_store.Find(Zone.Identity, "food-vouchers", Key));
        Assert.Equal(1, _store.SweepStaging());
        Assert.False(Directory.Exists(Path.GetDirectoryName(killed.OpenPathOf("any"))));
        Assert.NotNull(_store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Empty(ZoneStore.DamageOf(published));
    }

    [Theory]
    [InlineData("no seal")]
    [InlineData("empty seal")]
    [InlineData("half a seal")]
    [InlineData("seal of another key")]
    [InlineData("missing file")]
    [InlineData("link for a file")]
    public void Publish_OverABrokenSet_ReplacesIt(string damage)
    {
        var broken = Staged("rows").Publish(new Facts(1));
        var seal = Path.Combine(broken.Directory, ZoneStore.SealName);
        var text = File.ReadAllText(seal);
        File.Delete(seal);
        var rows = Path.Combine(broken.Directory, "rows.parquet.sealed");
        switch (damage)
        {
            case "empty seal": File.WriteAllText(seal, "null"); break;
            case "half a seal": File.WriteAllText(seal, text[..(text.Length / 2)]); break;
            case "seal of another key": File.WriteAllText(seal, text.Replace(Key, "ffff", StringComparison.Ordinal)); break;
            case "missing file": File.WriteAllText(seal, text); File.Delete(rows); break;
            case "link for a file": File.WriteAllText(seal, text); File.Delete(rows); File.CreateSymbolicLink(rows, seal); break;
        }

        Assert.Null(_store.Find(Zone.Landing, "food-vouchers", Key));
        var repaired = Staged("rows").Publish(new Facts(2));

        Assert.Equal(2, repaired.Seal.FactsAs<Facts>().Rows);
        Assert.Empty(ZoneStore.DamageOf(_store.Find(Zone.Landing, "food-vouchers", Key)!));
        Assert.Equal(0, _store.SweepStaging());
    }

    [Fact]
    public void Publish_SameKeyTwice_KeepsTheFirst()
    {
        var first = Staged("rows").Publish(new Facts(1));
        var second = Staged("rows").Publish(new Facts(2));

        Assert.Equal(first.Directory, second.Directory);
        Assert.Equal(1, second.Seal.FactsAs<Facts>().Rows);
        Assert.Equal(0, _store.SweepStaging());
    }

    [Fact]
    public async Task Publish_SameKeyFromManyThreads_OneSetAndNoLeftover()
    {
        var sets = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            using var staged = Staged("rows");
            return staged.Publish(new Facts(1));
        })));

        Assert.All(sets, s => Assert.Empty(ZoneStore.DamageOf(s)));
        Assert.Equal(0, _store.SweepStaging());
        Assert.Single(Directory.GetDirectories(Path.Combine(_store.FolderOf(Zone.Landing), "food-vouchers")));
    }

    [Fact]
    public void Publish_FolderOrLinkInTheSet_Refuses()
    {
        using var withFolder = Staged("rows");
        Directory.CreateDirectory(withFolder.PathOf("more"));
        Assert.Throws<InvalidOperationException>(() => withFolder.Publish(new Facts(1)));

        using var withLink = Staged("rows");
        File.CreateSymbolicLink(withLink.PathOf("link"), "/etc/hostname");
        Assert.Throws<InvalidOperationException>(() => withLink.Publish(new Facts(1)));
        Assert.Null(_store.Find(Zone.Landing, "food-vouchers", Key));
    }

    [Theory]
    [InlineData("changed", "rows.parquet.sealed")]
    [InlineData("missing", "rows.parquet.sealed")]
    [InlineData("extra", "extra.txt")]
    public void DamageOf_AlteredSet_NamesTheFile(string damage, string name)
    {
        var set = Staged("rows").Publish(new Facts(1));
        var path = Path.Combine(set.Directory, name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        if (damage != "missing")
        {
            File.WriteAllText(path, "rowz");
        }

        Assert.Equal([name], ZoneStore.DamageOf(set));
    }

    [Fact]
    public void Quarantine_PublishedSet_MovesItWhole()
    {
        var set = Staged("rows").Publish(new Facts(1));

        var moved = _store.Quarantine(set, "GATEWAY_REVOKED");

        Assert.NotNull(moved);
        Assert.Equal(set.DigestOf("rows.parquet"), ZoneStore.DigestOf(Path.Combine(moved, "rows.parquet.sealed")));
        Assert.StartsWith(_store.FolderOf(Zone.Quarantine), moved, StringComparison.Ordinal);
        Assert.Null(_store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Null(_store.Quarantine(set, "GATEWAY_REVOKED"));
    }

    [Theory]
    [InlineData("..", Key)]
    [InlineData("a/../b", Key)]
    [InlineData("", Key)]
    [InlineData("/etc", Key)]
    [InlineData("a//b", Key)]
    [InlineData(".staging", Key)]
    [InlineData("a", "..")]
    [InlineData("a", "x/y")]
    [InlineData("a\\b", Key)]
    public void Stage_NameThatIsAPath_Throws(string name, string key)
    {
        Assert.Throws<ArgumentException>(() => _store.Stage(Zone.Landing, name, key));
        Assert.Throws<ArgumentException>(() => _store.Find(Zone.Landing, name, key));
    }

    [Theory]
    [InlineData(Zone.Landing, "seal made again without the key")]
    [InlineData(Zone.Identity, "seal made again without the key")]
    [InlineData(Zone.Research, "seal made again without the key")]
    [InlineData(Zone.Identity, "no code")]
    [InlineData(Zone.Identity, "half a code")]
    [InlineData(Zone.Identity, "a longer code")]
    [InlineData(Zone.Identity, "other facts")]
    [InlineData(Zone.Identity, "other key")]
    [InlineData(Zone.Identity, "seal of another dataset")]
    public void FindWhole_ChangedSetUnderARewrittenSeal_GoesToQuarantineAndIsMadeAgain(Zone zone, string forgery)
    {
        var set = Staged("rows", zone).Publish(new Facts(1));
        var path = Path.Combine(set.Directory, ZoneStore.SealName);
        var seal = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        File.Delete(path);
        switch (forgery)
        {
            case "seal made again without the key":
                var file = Assert.Single(seal["files"]!.AsObject()).Key;
                File.Delete(Path.Combine(set.Directory, file));
                File.WriteAllText(Path.Combine(set.Directory, file), "forged");
                seal["files"]![file] = ZoneStore.DigestOf(Path.Combine(set.Directory, file));
                break;
            case "no code": seal.Remove("mac"); break;
            case "half a code": seal["mac"] = ((string)seal["mac"]!)[..32]; break;
            case "a longer code": seal["mac"] = $"{(string)seal["mac"]!}00"; break;
            case "other facts": seal["facts"]!["rows"] = 2; break;
            case "other key":
                using (var other = new WorkspaceSeals(_folder, "other-keys"))
                {
                    using var staged = new ZoneStore(_folder.PathOf("elsewhere")).SealedBy(other.Seals).Stage(zone, "food-vouchers", Key);
                    File.WriteAllText(staged.PathOf("rows.parquet"), "rows");
                    seal = JsonNode.Parse(File.ReadAllBytes(Path.Combine(staged.Publish(new Facts(1)).Directory, ZoneStore.SealName)))!.AsObject();
                }

                break;
            case "seal of another dataset":
                using (var staged = _store.Stage(zone, "other-dataset", Key))
                {
                    File.WriteAllText(staged.PathOf("rows.parquet"), "rows");
                    seal = JsonNode.Parse(File.ReadAllBytes(Path.Combine(staged.Publish(new Facts(1)).Directory, ZoneStore.SealName)))!.AsObject();
                }

                break;
        }

        File.WriteAllText(path, seal.ToJsonString());

        Assert.Null(_store.Find(zone, "food-vouchers", Key));
        Assert.Null(_store.FindWhole(zone, "food-vouchers", Key));
        Assert.False(Directory.Exists(set.Directory));
        Assert.Contains("damaged", Path.GetFileName(Assert.Single(Directory.GetDirectories(_store.FolderOf(Zone.Quarantine)))), StringComparison.Ordinal);
        Staged("rows", zone).Publish(new Facts(1));
        Assert.NotNull(_store.FindWhole(zone, "food-vouchers", Key));
    }

    [Fact]
    public void Publish_Seal_IsAuthenticatedWhateverItsLayoutButNotInARelease()
    {
        var set = Staged("rows", Zone.Research).Publish(new Facts(1));
        var path = Path.Combine(set.Directory, ZoneStore.SealName);
        var seal = JsonNode.Parse(File.ReadAllBytes(path))!;
        File.Delete(path);
        File.WriteAllText(path, seal.ToJsonString());

        Assert.NotNull(_store.FindWhole(Zone.Research, "food-vouchers", Key));
        Assert.NotNull(set.Seal.Mac);
        Assert.Null(Staged("rows", Zone.Release).Publish(new Facts(1)).Seal.Mac);
        Assert.NotNull(new ZoneStore(_folder.PathOf("zones")).FindWhole(Zone.Release, "food-vouchers", Key));
    }

    [Theory]
    [InlineData(Zone.Identity)]
    [InlineData(Zone.Research)]
    public void Find_WithoutTheSealKey_DoesNotReachKeyedZones(Zone zone)
    {
        Staged("rows", zone).Publish(new Facts(1));
        var keyless = new ZoneStore(_folder.PathOf("zones"));

        Assert.Throws<InvalidOperationException>(() => keyless.Find(zone, "food-vouchers", Key));
        Assert.Throws<InvalidOperationException>(() => keyless.FindWhole(zone, "food-vouchers", Key));
        using var staged = keyless.Stage(zone, "food-vouchers", "ffff");
        Assert.Throws<InvalidOperationException>(() => staged.Publish(new Facts(1)));
    }

    private StagedSet Staged(string rows, Zone zone = Zone.Landing)
    {
        var staged = _store.Stage(zone, "food-vouchers", Key);
        File.WriteAllText(staged.PathOf("rows.parquet"), rows);
        return staged;
    }

    private sealed record Facts(int Rows);
}
