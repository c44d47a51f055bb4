using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

public sealed class SetLayoutTests : IDisposable
{
    private const string Key = "0f1e2d3c";

    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceSeals _seals;
    private readonly ZoneStore _store;

    public SetLayoutTests()
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
    public void Publish_ReleaseWithDataFolder_IsWholeSealedAndReadOnly()
    {
        var set = Release();

        Assert.Equal(["data/rows.parquet", "data/wards.parquet", "statement.json"], set.Seal.Files.Keys);
        Assert.Equal("rows", File.ReadAllText(_store.Find(Zone.Release, "homes", Key)!.PathOf("data/rows.parquet")));
        Assert.Empty(ZoneStore.DamageOf(set));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(set.Directory, "data", "rows.parquet")));
        Assert.False(PrivateFolder.IsOpenToOthers(Path.Combine(set.Directory, "data")));
    }

    [Theory]
    [InlineData(Zone.Landing)]
    [InlineData(Zone.Research)]
    [InlineData(Zone.Quarantine)]
    public void Publish_DataFolderInAnotherZone_Refuses(Zone zone)
    {
        using var staged = _store.Stage(zone, "homes", Key);
        File.WriteAllText(staged.PathOf("data/rows.parquet"), "rows");

        Assert.Throws<InvalidOperationException>(() => staged.Publish(0));
    }

    [Theory]
    [InlineData("other/rows.parquet")]
    [InlineData("data/more/rows.parquet")]
    [InlineData("data/.hidden")]
    public void Publish_FileElsewhereInARelease_Refuses(string name)
    {
        using var staged = _store.Stage(Zone.Release, "homes", Key);
        File.WriteAllText(staged.PathOf(name), "rows");

        Assert.Throws<InvalidOperationException>(() => staged.Publish(0));
    }

    [Fact]
    public void Publish_EmptyDataFolder_Refuses()
    {
        using var staged = _store.Stage(Zone.Release, "homes", Key);
        Directory.CreateDirectory(staged.PathOf("data"));

        Assert.Throws<InvalidOperationException>(() => staged.Publish(0));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/rows.parquet")]
    public void Publish_LinkInARelease_Refuses(string name)
    {
        using var staged = _store.Stage(Zone.Release, "homes", Key);
        var elsewhere = _folder.Write("elsewhere/rows.parquet", "rows");
        if (name == "data")
        {
            Directory.CreateSymbolicLink(staged.PathOf(name), Path.GetDirectoryName(elsewhere)!);
        }
        else
        {
            File.CreateSymbolicLink(staged.PathOf(name), elsewhere);
        }

        Assert.Throws<InvalidOperationException>(() => staged.Publish(0));
    }

    [Theory]
    [InlineData("changed", "data/rows.parquet")]
    [InlineData("missing", "data/rows.parquet")]
    [InlineData("extra", "data/more.parquet")]
    public void DamageOf_AlteredDataFolder_NamesTheFile(string damage, string name)
    {
        var set = Release();
        var path = Path.Combine(set.Directory, name);
        File.Delete(path);
        if (damage != "missing")
        {
            File.WriteAllText(path, "other");
        }

        Assert.Equal([name], ZoneStore.DamageOf(set));
    }

    [Fact]
    public void Find_DataFolderReplacedByALink_DoesNotCount()
    {
        var data = Path.Combine(Release().Directory, "data");
        Directory.Move(data, _folder.PathOf("elsewhere"));
        Directory.CreateSymbolicLink(data, _folder.PathOf("elsewhere"));

        Assert.Null(_store.Find(Zone.Release, "homes", Key));
    }

    private PublishedSet Release()
    {
        using var staged = _store.Stage(Zone.Release, "homes", Key);
        File.WriteAllText(staged.PathOf("data/rows.parquet"), "rows");
        File.WriteAllText(staged.PathOf("data/wards.parquet"), "wards");
        File.WriteAllText(staged.PathOf("statement.json"), "{}");
        return staged.Publish(0);
    }
}
