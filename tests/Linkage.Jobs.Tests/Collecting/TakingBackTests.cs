using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Collecting;

public sealed class TakingBackTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string List => _folder.PathOf("workspace", RevokedReleases.FileName);

    private IEnumerable<string> Kept => Directory.GetFiles(_folder.PathOf("workspace"), "revoked-releases.*.dsse.json").Where(path => path != List).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Complete_ListOfAnEarlierKey_IsKeptUnderItsOwnNameAndANewOneIsMadeOfTheStore()
    {
        var (old, now) = (Vault("old", SignatureScheme.RsaPkcs1), Vault("new", SignatureScheme.EcdsaP256));
        Assert.Empty(Complete(old, "release-1").Failures);
        var before = File.ReadAllBytes(List);

        Assert.Empty(Complete(now, "release-2").Failures);

        var kept = Assert.Single(Kept);
        Assert.Equal($"revoked-releases.{IdOf(old)[..8]}.dsse.json", kept);
        Assert.Equal(before, File.ReadAllBytes(_folder.PathOf("workspace", kept)));
        Assert.Equal(["release-1"], RevokedReleases.NamesIn(before));
        Assert.Equal(["release-2"], NamedBy(now));

        // From then on it is a list like any other: nothing leaves it, and nothing more is kept.
        Assert.Empty(Complete(now, "release-3").Failures);
        Assert.Equal(["release-2", "release-3"], NamedBy(now));
        Assert.Single(Kept);
    }

    [Fact]
    public void Complete_KeysThatComeBack_KeepEveryList()
    {
        var (one, other) = (Vault("one", SignatureScheme.EcdsaP256), Vault("other", SignatureScheme.EcdsaP256));
        foreach (var (vault, release) in new[] { (one, "release-1"), (other, "release-2"), (one, "release-3"), (other, "release-4") })
        {
            Assert.Empty(Complete(vault, release).Failures);
        }

        string[] expected = [$"revoked-releases.{IdOf(one)[..8]}-2.dsse.json", $"revoked-releases.{IdOf(one)[..8]}.dsse.json", $"revoked-releases.{IdOf(other)[..8]}.dsse.json"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Kept);
        Assert.Equal(["release-1", "release-2", "release-3"], Kept.SelectMany(name => RevokedReleases.NamesIn(File.ReadAllBytes(_folder.PathOf("workspace", name)))!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Complete_ListThatIsDamaged_IsToldAndLeftAsItIs()
    {
        var vault = Vault("keys", SignatureScheme.EcdsaP256);
        Assert.Empty(Complete(vault, "release-1").Failures);
        var whole = File.ReadAllBytes(List);
        var changed = whole.ToArray();
        changed[^12] ^= 1;
        foreach (var damaged in new[] { "{}"u8.ToArray(), whole[..^9], changed })
        {
            File.WriteAllBytes(List, damaged);

            Assert.Contains("must be whole", Assert.Single(Complete(vault, "release-2").Failures), StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(List));
            Assert.Empty(Kept);
        }
    }

    private TakingBack Complete(LocalKeyVault vault, string release)
    {
        var office = new TakingBack(_folder.Folder("workspace"), new ZoneStore(_folder.PathOf("workspace", "zones")), () => SigningKey.Open(vault));
        var statement = new string(release[^1], 64);
        office.Complete([new StoredRelease(release, string.Empty, null, string.Empty, statement, At, null, 0, [], [new ReleaseAct(ReleaseActKind.Withdrawn, release, statement, 0, "p-reid", At)], [])], At);
        return office;
    }

    private LocalKeyVault Vault(string name, SignatureScheme scheme) => LocalKeyVault.CreateIfMissing(_folder.PathOf(name), null, scheme);

    private static string IdOf(LocalKeyVault vault)
    {
        using var key = SigningKey.Open(vault);
        return key.KeyId;
    }

    private IEnumerable<string> NamedBy(LocalKeyVault vault)
    {
        using var key = SigningKey.Open(vault);
        return RevokedReleases.Read(File.ReadAllBytes(List), key.PublicPem)!.Withdrawn.Select(one => one.Release);
    }
}
