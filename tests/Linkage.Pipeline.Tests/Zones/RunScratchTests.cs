using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

public sealed class RunScratchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        RunScratch.Sweep(Root, new Fence());
        _folder.Dispose();
    }

    private string Root => _folder.PathOf("scratch");

    [Fact]
    public void Open_RoomInMemory_IsThereForItsOwnerOnlyAndSpillsToDisk()
    {
        using var scratch = RunScratch.Open(Root, "run", 1, 128, 0);

        Assert.True(scratch.IsInMemory, "This machine offers no storage in memory.");
        Assert.StartsWith(RunScratch.MemoryRoot, scratch.Folder, StringComparison.Ordinal);
        Assert.False(PrivateFolder.IsOpenToOthers(scratch.Folder));
        Assert.StartsWith(Root, scratch.Session().SpillDirectory, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L << 50)]
    public void Open_NoRoomInMemory_IsOnDisk(long? sourceBytes)
    {
        using var scratch = RunScratch.Open(Root, "run", 1, 128, sourceBytes);

        Assert.False(scratch.IsInMemory);
        Assert.Equal(Path.Combine(Root, "run"), scratch.Folder);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void Dispose_Scratch_LeavesNothing(long? sourceBytes)
    {
        string folder;
        using (var scratch = RunScratch.Open(Root, "run", 1, 128, sourceBytes))
        {
            folder = scratch.Folder;
            Fill(scratch);
        }

        Assert.False(Directory.Exists(folder));
        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void Sweep_ScratchOfAKilledRun_IsGoneAndThatOfAnotherWorkspaceStays(long? sourceBytes)
    {
        var killed = RunScratch.Open(Root, "killed", 1, 128, sourceBytes);
        Fill(killed);
        using var neighbour = RunScratch.Open(_folder.PathOf("neighbour"), "at-work", 1, 128, sourceBytes);
        Fill(neighbour);

        RunScratch.Sweep(Root, new Fence());

        Assert.False(Directory.Exists(killed.Folder));
        Assert.Empty(Directory.GetFileSystemEntries(Root));
        Assert.True(File.Exists(Path.Combine(neighbour.Folder, "plain", "identity.parquet")));
    }

    [Fact]
    public void Sweep_LinksUnderItsName_DoNotLeadItElsewhere()
    {
        var killed = RunScratch.Open(Root, "killed", 1, 128, 0);
        var victim = _folder.Write("victim/identity.parquet.sealed", "kept");
        Directory.CreateSymbolicLink(Path.Combine(killed.Folder, "folder"), Path.GetDirectoryName(victim)!);
        File.CreateSymbolicLink(Path.Combine(killed.Folder, "file"), victim);
        var link = $"{killed.Folder}-link";
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(victim)!);
        Directory.CreateSymbolicLink(Path.Combine(Root, "left-behind"), Path.GetDirectoryName(victim)!);
        try
        {
            RunScratch.Sweep(Root, new Fence());

            Assert.False(Directory.Exists(killed.Folder));
            Assert.Equal("kept", File.ReadAllText(victim));
            Assert.Empty(Directory.GetFileSystemEntries(Root));
            Assert.NotNull(new DirectoryInfo(link).LinkTarget);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public void IsOwn_FoldersOfThisAccountOfAnotherAndLinks_TellsThemApart()
    {
        var own = _folder.Folder("own");
        var link = _folder.PathOf("link");
        Directory.CreateSymbolicLink(link, own);

        Assert.True(PrivateFolder.IsOwn(own));
        Assert.False(PrivateFolder.IsOwn(link));
        Assert.False(PrivateFolder.IsOwn(_folder.PathOf("missing")));
        Assert.False(PrivateFolder.IsOwn(_folder.Write("file", "x")));
        Assert.Equal(Environment.UserName == "root", PrivateFolder.IsOwn("/usr"));
    }

    [Fact]
    public void Wipe_File_IsOverwrittenBeforeItGoes()
    {
        var path = _folder.Write("identity.parquet", new string('x', 200_000));
        using var open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        PrivateFolder.Wipe(path);

        var left = new byte[200_000];
        Assert.Equal(left.Length, open.ReadAtLeast(left, left.Length));
        Assert.Equal(-1, left.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.False(File.Exists(path));
    }

    private static void Fill(RunScratch scratch)
    {
        Directory.CreateDirectory(Path.Combine(scratch.Folder, "plain"));
        File.WriteAllText(Path.Combine(scratch.Folder, "plain", "identity.parquet"), "names");
        Directory.CreateDirectory(scratch.SpillFolder);
        File.WriteAllText(Path.Combine(scratch.SpillFolder, "block"), "names");
    }

    private sealed class Fence : IPublicationFence
    {
        public bool MayPublish() => true;
    }
}
