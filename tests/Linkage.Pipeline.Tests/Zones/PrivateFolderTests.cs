using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

public sealed class PrivateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_NestedFolders_EveryNewOneIsOwnerOnly()
    {
        PrivateFolder.Create(_folder.PathOf("a", "b", "c"));

        foreach (var path in new[] { _folder.PathOf("a"), _folder.PathOf("a", "b"), _folder.PathOf("a", "b", "c") })
        {
            Assert.False(PrivateFolder.IsOpenToOthers(path), path);
        }
    }

    [Fact]
    public void WriteAllBytes_Overwrites_AndLeavesNoTemporaryFile()
    {
        var path = _folder.PathOf("file");
        PrivateFolder.WriteAllBytes(path, "one"u8);
        PrivateFolder.WriteAllBytes(path, "two"u8);

        Assert.Equal("two", File.ReadAllText(path));
        Assert.False(PrivateFolder.IsOpenToOthers(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void WriteNewFile_FileThere_ThrowsAndKeepsIt()
    {
        var path = _folder.PathOf("file");
        PrivateFolder.WriteNewFile(path, "one"u8);

        Assert.Throws<IOException>(() => PrivateFolder.WriteNewFile(path, "two"u8));
        Assert.Equal("one", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void WriteAllBytes_TargetIsAFolder_ThrowsAndLeavesNoTemporaryFile()
    {
        var path = _folder.Folder("taken");

        Assert.ThrowsAny<Exception>(() => PrivateFolder.WriteAllBytes(path, "one"u8));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void FlushFolder_NotThere_Throws() =>
        Assert.Throws<IOException>(() => PrivateFolder.FlushFolder(_folder.PathOf("nowhere")));
}
