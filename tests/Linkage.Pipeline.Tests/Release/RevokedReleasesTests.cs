using System.Security.Cryptography;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class RevokedReleasesTests : IDisposable
{
    private static readonly DateTimeOffset Issued = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Statement = new('a', 64);

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key;
    private readonly byte[] _list;

    public RevokedReleasesTests()
    {
        _key = SigningKey.Open(LocalKeyVault.CreateIfMissing(_folder.PathOf("keys")));
        _list = RevokedReleases.Sign([new("release-2", new string('b', 64), Issued), new("release-1", Statement, Issued.AddDays(-1))], Issued, _key);
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_AsSigned_TellsWhatWasWithdrawnAndWhen()
    {
        var list = RevokedReleases.Read(_list, _key.PublicPem)!;

        Assert.Equal(Issued, list.IssuedAt);
        Assert.Equal([new("release-1", Statement, Issued.AddDays(-1)), new("release-2", new string('b', 64), Issued)], list.Withdrawn);
        Assert.Empty(RevokedReleases.Read(RevokedReleases.Sign([], Issued, _key), _key.PublicPem)!.Withdrawn);
    }

    [Fact]
    public void Read_AnyByteChanged_IsNoList()
    {
        for (var place = 0; place < _list.Length; place++)
        {
            var changed = _list.ToArray();
            changed[place] ^= 1;

            Assert.Null(RevokedReleases.Read(changed, _key.PublicPem));
        }
    }

    [Fact]
    public void Read_SignedWithAnotherKeyOrAnotherDocument_IsNoList()
    {
        using var other = RSA.Create(3072);

        Assert.Null(RevokedReleases.Read(_list, other.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(RevokedReleases.Read(_list, "no key"));
        Assert.Null(RevokedReleases.Read(DsseEnvelope.Sign("{}"u8.ToArray(), _key).ToBytes(), _key.PublicPem));
    }

    [Fact]
    public void KeyIdIn_WhoeverSigned_IsTheKeyTheListNames()
    {
        Assert.Equal(_key.KeyId, RevokedReleases.KeyIdIn(_list));
        Assert.Null(RevokedReleases.KeyIdIn("{}"u8.ToArray()));
        Assert.Null(RevokedReleases.KeyIdIn(DsseEnvelope.Sign("{}"u8.ToArray(), _key).ToBytes()));
        Assert.Null(RevokedReleases.KeyIdIn((DsseEnvelope.Parse(_list)! with { KeyId = "../../elsewhere" }).ToBytes()));
    }

    [Fact]
    public void Verify_ReleaseOnTheList_IsNotValid()
    {
        using var world = new ReleaseWorld();
        var bundle = world.Release(world.Request(ReleaseWorld.Outreach())).Bundle;
        RevokedReleases Listing(string statement) => new(Issued, [new RevokedRelease("release-1", statement, Issued)]);

        Assert.True(ReleaseVerifier.Verify(bundle.Path, world.PublicKeyPath, ReleaseWorld.Instant, Listing(Statement)).IsValid);
        var withdrawn = ReleaseVerifier.Verify(bundle.Path, world.PublicKeyPath, ReleaseWorld.Instant, Listing(bundle.StatementDigest));

        Assert.Contains("withdrawn on 2026-11-23", Assert.Single(withdrawn.Failures).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_ReleaseThatWasWithdrawn_IsRefusedBeforeItIsMadeAndBeforeItAppears()
    {
        foreach (var answers in new[] { new[] { true }, [false, true] })
        {
            using var world = new ReleaseWorld();
            var asked = 0;

            var refused = world.Refuse(world.Request(ReleaseWorld.Outreach()) with { IsWithdrawn = _ => answers[asked++] });

            Assert.Equal("RELEASE_WITHDRAWN", refused.Code);
            Assert.Equal(answers.Length, asked);
        }
    }
}
