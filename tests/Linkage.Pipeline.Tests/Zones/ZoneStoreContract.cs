using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>What published sets are, wherever they lie.</summary>
public abstract class ZoneStoreContract : IDisposable
{
    protected const string Key = "0f1e2d3c";

    private readonly WorkspaceSeals _seals;

    protected ZoneStoreContract() => _seals = new WorkspaceSeals(Folder);

    protected TemporaryFolder Folder { get; } = new();

    protected ZoneStore Store => field ??= On(new ZoneStore(Folder.PathOf("zones"))).SealedBy(_seals.Seals);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Publish_StagedFiles_AppearWholeUnderTheirKey()
    {
        using var staged = Staged("rows");
        Assert.Null(Store.Find(Zone.Landing, "food-vouchers", Key));

        var set = staged.Publish(new Facts(3));

        Assert.Equal(set.Directory, Store.Find(Zone.Landing, "food-vouchers", Key)!.Directory);
        Assert.Equal(3, set.Seal.FactsAs<Facts>().Rows);
        Assert.Equal("rows", File.ReadAllText(set.PathOf("rows.parquet")));
        Assert.Empty(ZoneStore.DamageOf(set));
        Assert.Throws<FileNotFoundException>(() => set.PathOf("other"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Store.FolderOf(Zone.Landing), ".staging")));
    }

    [Fact]
    public void Publish_FilesAndFolders_AreForTheirOwnerOnly()
    {
        var previous = File.GetUnixFileMode(Folder.Path);
        using var staged = Staged("rows");
        var set = staged.Publish(new Facts(1));

        for (var folder = set.Directory; folder != Folder.Path; folder = Path.GetDirectoryName(folder)!)
        {
            Assert.False(PrivateFolder.IsOpenToOthers(folder), folder);
        }

        Assert.All(Directory.GetFiles(set.Directory), f => Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(f)));
        Assert.Equal(previous, File.GetUnixFileMode(Folder.Path));
    }

    [Fact]
    public void Dispose_Unpublished_LeavesNothing()
    {
        using (Staged("rows"))
        {
        }

        Assert.Null(Store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Equal(0, Store.SweepStaging());
    }

    [Fact]
    public void SweepStaging_LeftoversOfAKilledRun_AreRemovedAndNothingElse()
    {
        var published = Staged("kept").Publish(new Facts(1));
        var killed = Store.Stage(Zone.Identity, "food-vouchers", Key);
        File.WriteAllText(killed.PathOf("identity.parquet"), "half");

        Assert.Null(Store.Find(Zone.Identity, "food-vouchers", Key));
        Assert.Equal(1, Store.SweepStaging());
        Assert.False(Directory.Exists(Path.GetDirectoryName(killed.OpenPathOf("any"))));
        Assert.NotNull(Store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Empty(ZoneStore.DamageOf(published));
    }

    [Fact]
    public void Publish_SameKeyTwice_KeepsTheFirst()
    {
        var first = Staged("rows").Publish(new Facts(1));
        var second = Staged("rows").Publish(new Facts(2));

        Assert.Equal(first.Directory, second.Directory);
        Assert.Equal(1, second.Seal.FactsAs<Facts>().Rows);
        Assert.Equal(0, Store.SweepStaging());
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
        Assert.Equal(0, Store.SweepStaging());
        Assert.Single(Directory.GetDirectories(Path.Combine(Store.FolderOf(Zone.Landing), "food-vouchers")));
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
        Assert.Null(Store.Find(Zone.Landing, "food-vouchers", Key));
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

        var moved = Store.Quarantine(set, "GATEWAY_REVOKED");

        Assert.NotNull(moved);
        Assert.Equal(set.DigestOf("rows.parquet"), ZoneStore.DigestOf(Path.Combine(moved, "rows.parquet.sealed")));
        Assert.StartsWith(Store.FolderOf(Zone.Quarantine), moved, StringComparison.Ordinal);
        Assert.Null(Store.Find(Zone.Landing, "food-vouchers", Key));
        Assert.Null(Store.Quarantine(set, "GATEWAY_REVOKED"));
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
        Assert.Throws<ArgumentException>(() => Store.Stage(Zone.Landing, name, key));
        Assert.Throws<ArgumentException>(() => Store.Find(Zone.Landing, name, key));
    }

    /// <summary>Zones on what is tested.</summary>
    protected virtual ZoneStore On(ZoneStore zones) => zones;

    protected virtual void Dispose(bool disposing)
    {
        _seals.Dispose();
        Folder.Dispose();
    }

    protected StagedSet Staged(string rows, Zone zone = Zone.Landing)
    {
        var staged = Store.Stage(zone, "food-vouchers", Key);
        File.WriteAllText(staged.PathOf("rows.parquet"), rows);
        return staged;
    }

    protected sealed record Facts(int Rows);
}
