using System.Runtime.Versioning;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

[UnsupportedOSPlatform("windows")]
public sealed class StorageProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Require_LocalDisk_IsFitAndLeavesNothing()
    {
        var zones = new ZoneStore(_folder.PathOf("zones"));

        StorageProbe.Require(zones);

        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.All(Enum.GetValues<Zone>(), zone => Assert.Equal([".staging"], Directory.GetDirectories(zones.FolderOf(zone)).Select(Path.GetFileName)));
    }

    [Fact]
    public void Require_AfterARunThatWasKilledInIt_RemovesWhatItLeftAndNobodyTakesItForASet()
    {
        var zones = new ZoneStore(_folder.PathOf("zones"));
        var left = Directory.CreateDirectory(Path.Combine(zones.FolderOf(Zone.Landing), ".probe~killed"));
        File.WriteAllBytes(Path.Combine(left.FullName, "file"), [1]);
        Assert.Empty(zones.AllIn(Zone.Landing));

        StorageProbe.Require(zones);

        Assert.False(left.Exists && Directory.Exists(left.FullName));
    }

    [Fact]
    public void RenameOutcome_OfFolders_IsTheSystemsOwnAnswer()
    {
        var (one, other) = (_folder.Folder("one"), _folder.Folder("other"));
        File.WriteAllBytes(Path.Combine(other, "file"), [1]);
        Assert.True(PrivateFolder.RenameOutcome(one, other) is 17 or 39 or 66);
        Assert.Equal(2, PrivateFolder.RenameOutcome(_folder.PathOf("nowhere"), other));

        // Over an empty folder a rename is done, which Directory.Move would not even try.
        File.Delete(Path.Combine(other, "file"));
        Assert.Equal(0, PrivateFolder.RenameOutcome(one, other));
        Assert.False(Directory.Exists(one));
    }

    // Memory is another file system than the temporary folder, as a staging folder on a mount of its own is.
    [Fact]
    public void Require_StagingOnAnotherMount_IsToldBeforeAnythingIsPublished()
    {
        var elsewhere = Directory.CreateDirectory($"/dev/shm/{Path.GetFileName(_folder.Path)}");
        var zones = new ZoneStore(_folder.PathOf("zones"));
        Directory.CreateSymbolicLink(Path.Combine(zones.FolderOf(Zone.Release), ".staging"), elsewhere.FullName);

        var problem = Assert.Throws<StorageNotFitException>(() => StorageProbe.Require(zones));

        Assert.Equal(zones.FolderOf(Zone.Release), problem.Zone);
        Assert.Contains("different mounts", problem.Problem, StringComparison.Ordinal);
        Assert.Empty(elsewhere.GetFileSystemInfos());
        elsewhere.Delete();
    }
}
