using System.Text.Json.Nodes;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>The contract on a folder, and what is the folder's alone.</summary>
public sealed class ZoneStoreTests : ZoneStoreContract
{
    [Fact]
    public void Open_ZonesOpenToOthers_ClosesAllButRelease()
    {
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(Store.FolderOf(Zone.Identity), open);
        File.SetUnixFileMode(Store.FolderOf(Zone.Release), open);

        var again = new ZoneStore(Folder.PathOf("zones"));

        Assert.False(PrivateFolder.IsOpenToOthers(again.FolderOf(Zone.Identity)));
        Assert.True(PrivateFolder.IsOpenToOthers(again.FolderOf(Zone.Release)));
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

        Assert.Null(Store.Find(Zone.Landing, "food-vouchers", Key));
        var repaired = Staged("rows").Publish(new Facts(2));

        Assert.Equal(2, repaired.Seal.FactsAs<Facts>().Rows);
        Assert.Empty(ZoneStore.DamageOf(Store.Find(Zone.Landing, "food-vouchers", Key)!));
        Assert.Equal(0, Store.SweepStaging());
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
                using (var other = new WorkspaceSeals(Folder, "other-keys"))
                {
                    using var staged = new ZoneStore(Folder.PathOf("elsewhere")).SealedBy(other.Seals).Stage(zone, "food-vouchers", Key);
                    File.WriteAllText(staged.PathOf("rows.parquet"), "rows");
                    seal = JsonNode.Parse(File.ReadAllBytes(Path.Combine(staged.Publish(new Facts(1)).Directory, ZoneStore.SealName)))!.AsObject();
                }

                break;
            case "seal of another dataset":
                using (var staged = Store.Stage(zone, "other-dataset", Key))
                {
                    File.WriteAllText(staged.PathOf("rows.parquet"), "rows");
                    seal = JsonNode.Parse(File.ReadAllBytes(Path.Combine(staged.Publish(new Facts(1)).Directory, ZoneStore.SealName)))!.AsObject();
                }

                break;
        }

        File.WriteAllText(path, seal.ToJsonString());

        Assert.Null(Store.Find(zone, "food-vouchers", Key));
        Assert.Null(Store.FindWhole(zone, "food-vouchers", Key));
        Assert.False(Directory.Exists(set.Directory));
        Assert.Contains("damaged", Path.GetFileName(Assert.Single(Directory.GetDirectories(Store.FolderOf(Zone.Quarantine)))), StringComparison.Ordinal);
        Staged("rows", zone).Publish(new Facts(1));
        Assert.NotNull(Store.FindWhole(zone, "food-vouchers", Key));
    }

    [Fact]
    public void Publish_Seal_IsAuthenticatedWhateverItsLayoutButNotInARelease()
    {
        var set = Staged("rows", Zone.Research).Publish(new Facts(1));
        var path = Path.Combine(set.Directory, ZoneStore.SealName);
        var seal = JsonNode.Parse(File.ReadAllBytes(path))!;
        File.Delete(path);
        File.WriteAllText(path, seal.ToJsonString());

        Assert.NotNull(Store.FindWhole(Zone.Research, "food-vouchers", Key));
        Assert.NotNull(set.Seal.Mac);
        Assert.Null(Staged("rows", Zone.Release).Publish(new Facts(1)).Seal.Mac);
        Assert.NotNull(new ZoneStore(Folder.PathOf("zones")).FindWhole(Zone.Release, "food-vouchers", Key));
    }

    [Theory]
    [InlineData(Zone.Identity)]
    [InlineData(Zone.Research)]
    public void Find_WithoutTheSealKey_DoesNotReachKeyedZones(Zone zone)
    {
        Staged("rows", zone).Publish(new Facts(1));
        var keyless = new ZoneStore(Folder.PathOf("zones"));

        Assert.Throws<InvalidOperationException>(() => keyless.Find(zone, "food-vouchers", Key));
        Assert.Throws<InvalidOperationException>(() => keyless.FindWhole(zone, "food-vouchers", Key));
        using var staged = keyless.Stage(zone, "food-vouchers", "ffff");
        Assert.Throws<InvalidOperationException>(() => staged.Publish(new Facts(1)));
    }
}
