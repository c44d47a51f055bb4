using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>What lies sealed in the zones, what is plain and where, and whose keys it takes.</summary>
public sealed class ZoneSealingTests : IDisposable
{
    private const string Key = "0f1e2d3c";

    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceSeals _seals;
    private readonly ZoneStore _store;

    public ZoneSealingTests()
    {
        _seals = new WorkspaceSeals(_folder);
        _store = new ZoneStore(_folder.PathOf("zones")).SealedBy(_seals.Seals);
    }

    public void Dispose()
    {
        _seals.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Zone.Landing, true)]
    [InlineData(Zone.Identity, true)]
    [InlineData(Zone.Quarantine, true)]
    [InlineData(Zone.Research, false)]
    [InlineData(Zone.Release, false)]
    public void Publish_ZonesWithIdentifiers_HoldNothingPlainAndLeaveNothingPlain(Zone zone, bool isSealed)
    {
        const string row = "a row with a name in it";
        using var staged = Staged(row, zone);
        File.WriteAllText(staged.OpenPathOf("reason.json"), "a code");

        var set = staged.Publish(new Facts(1));

        Assert.Equal([ZoneStore.SealName, "reason.json", isSealed ? "rows.parquet.sealed" : "rows.parquet"], Directory.GetFiles(set.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(isSealed, !Directory.GetFiles(set.Directory).Any(f => File.ReadAllText(f).Contains(row, StringComparison.Ordinal)));
        Assert.Empty(ZoneStore.DamageOf(set));
        Assert.True(!Directory.Exists(_seals.Plain) || Directory.GetFileSystemEntries(_seals.Plain).Length == 0);
        Assert.Equal(row, File.ReadAllText(set.PathOf("rows.parquet")));
        Assert.Equal("a code", File.ReadAllText(set.PathOf("reason.json")));
        Assert.Equal(set.PathOf("rows.parquet"), _store.Find(zone, "food-vouchers", Key)!.PathOf("rows.parquet"));
        Assert.Equal(isSealed, set.PathOf("rows.parquet").StartsWith(_seals.Plain, StringComparison.Ordinal));
    }

    [Fact]
    public void WipePlainSets_OfAVersionWithoutSealing_AreGoneAndSealedOnesStay()
    {
        var kept = Staged("rows").Publish(new Facts(1));
        var keyless = new ZoneStore(_folder.PathOf("zones"));
        var old = keyless.Stage(Zone.Landing, "rent-arrears-panel", Key);
        File.WriteAllText(old.PathOf("rows.parquet"), "names");
        File.WriteAllText(old.OpenPathOf("rejects.parquet"), "codes");
        var plain = old.Publish(new Facts(1));

        Assert.Equal(1, _store.WipePlainSets());

        Assert.False(Directory.Exists(plain.Directory));
        Assert.Empty(ZoneStore.DamageOf(kept));
        Assert.Equal(0, _store.WipePlainSets());
        Assert.Equal(0, _store.SweepStaging());
    }

    [Fact]
    public void AreOfOtherKeys_SetsOfTheseKeysOfOthersAndNone_TellsThemApart()
    {
        using var other = new WorkspaceSeals(_folder, "other-keys");
        var zones = _folder.PathOf("zones");
        Assert.False(ZoneStore.AreOfOtherKeys(zones, other.Seals.Sets, 1));

        Staged("rows", Zone.Identity).Publish(new Facts(1));

        Assert.False(ZoneStore.AreOfOtherKeys(zones, _seals.Seals.Sets, 1));
        Assert.True(ZoneStore.AreOfOtherKeys(zones, other.Seals.Sets, 1));
    }

    [Fact]
    public void Dispose_UnpublishedInAZoneWithIdentifiers_LeavesNothingPlain()
    {
        using (Staged("rows", Zone.Identity))
        {
            Assert.NotEmpty(Directory.GetFiles(_seals.Plain, "*", SearchOption.AllDirectories));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_seals.Plain));
    }

    [Fact]
    public void PathOf_SealedFileForACallerWithoutKeys_IsNotOpened()
    {
        Staged("rows").Publish(new Facts(1));

        var found = new ZoneStore(_folder.PathOf("zones")).Find(Zone.Landing, "food-vouchers", Key)!;

        Assert.Throws<InvalidOperationException>(() => found.PathOf("rows.parquet"));
        Assert.NotNull(found.DigestOf("rows.parquet"));
        Assert.Null(found.DigestOf("other"));
    }

    [Fact]
    public void DigestOf_StagedFile_IsWhatTheSealStates()
    {
        using var staged = Staged("rows", Zone.Identity);

        var digest = staged.DigestOf("rows.parquet");

        Assert.Equal(digest, staged.Publish(new Facts(1)).DigestOf("rows.parquet"));
    }

    [Fact]
    public void Publish_SealedSetMovedToAnotherPlaceOrName_DoesNotOpen()
    {
        var set = Staged("rows", Zone.Identity).Publish(new Facts(1));
        var other = _store.Stage(Zone.Identity, "rent-arrears-panel", Key);
        File.WriteAllText(other.PathOf("rows.parquet"), "other rows");
        var there = other.Publish(new Facts(1));
        var path = Path.Combine(there.Directory, "rows.parquet.sealed");
        File.Delete(path);
        File.Copy(Path.Combine(set.Directory, "rows.parquet.sealed"), path);

        Assert.Throws<SealedFileException>(() => there.PathOf("rows.parquet"));
        Assert.Null(_store.FindWhole(Zone.Identity, "rent-arrears-panel", Key));
    }

    private StagedSet Staged(string rows, Zone zone = Zone.Landing)
    {
        var staged = _store.Stage(zone, "food-vouchers", Key);
        File.WriteAllText(staged.PathOf("rows.parquet"), rows);
        return staged;
    }

    private sealed record Facts(int Rows);
}
