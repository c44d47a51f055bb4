using System.Security.Cryptography;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class KeyRingTests
{
    private static readonly DatasetId Vouchers = DatasetId.Parse("food-vouchers");

    [Fact]
    public void Hkdf_Rfc5869Vectors_Agree()
    {
        // RFC 5869, appendix A, cases 1 and 2 (SHA-256).
        var ikm = Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, ikm, 42, Convert.FromHexString("000102030405060708090a0b0c"), Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9"));
        Assert.Equal("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865", Convert.ToHexStringLower(key));

        var longer = HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes(0x00, 0x4f), 82, Bytes(0x60, 0xaf), Bytes(0xb0, 0xff));
        Assert.Equal(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            Convert.ToHexStringLower(longer));
    }

    [Fact]
    public void SealKey_KnownRoot_FollowsTheWrittenDerivationAndIsOneForTheWorkspace()
    {
        using var ring = Ring(1);
        using var seals = ring.SealKey();

        static IEnumerable<byte> Fields(string text) => text.Split('|').SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]);
        var prk = HMACSHA256.HashData(Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1"), Root());
        byte[] firstBlock = [.. Fields("linkage-key-info-v1|seal-key|workspace|zones|seal|1"), 1];
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(HMACSHA256.HashData(prk, firstBlock), Fields("linkage-seal-v1|identity/a/1|x").ToArray()));
        Assert.Equal(mac, seals.Mac(["identity/a/1", "x"]));
        Assert.True(seals.Verifies(mac, ["identity/a/1", "x"]));
        Assert.False(seals.Verifies(mac, ["identity/a/1x", string.Empty]));
        Assert.False(seals.Verifies(null, ["identity/a/1", "x"]));
        using var otherCouncil = KeyRing.Open(new FixedVault(Root()), "elmbridge-council", 1);
        using var same = otherCouncil.SealKey();
        Assert.Equal(mac, same.Mac(["identity/a/1", "x"]));

        // A later epoch: what the root gives for it salts an extract from its secret, and that is what every key comes from.
        byte[] saltBlock = [.. Fields("linkage-key-info-v1|epoch-salt|workspace|keys|epoch|2"), 1];
        var salt = HMACSHA256.HashData(prk, saltBlock);
        var extracted = HMACSHA256.HashData(salt, FixedVault.SecretOf(KeyEpochs.ScopeOf(2)));
        using var later = Ring(2);
        using var other = later.SealKey();
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(HMACSHA256.HashData(extracted, firstBlock), Fields("linkage-seal-v1|identity/a/1|x").ToArray())), other.Mac(["identity/a/1", "x"]));
    }

    [Fact]
    public void DatasetKey_KnownRoot_FollowsTheWrittenDerivation()
    {
        using var ring = Ring(1);
        using var key = ring.DatasetKey(Vouchers);

        // The same derivation written out by hand: an extract, then one block of expand over length-prefixed fields.
        var prk = HMACSHA256.HashData(Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1"), Root());
        var info = "linkage-key-info-v1|record-key|ashgrove-council|dataset:food-vouchers|record|1".Split('|')
            .SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]);
        byte[] firstBlock = [.. info, 1];
        var derived = HMACSHA256.HashData(prk, firstBlock);
        Assert.Equal(HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes("CASE-1")), key.Pseudonym("CASE-1"));
        Assert.Equal(32, key.KeyId.Length);
    }

    [Fact]
    public void DatasetKey_OtherDatasetCouncilOrEpoch_IsAnotherKey()
    {
        using var ring = Ring(1);
        using var nextEpoch = Ring(2);
        using var otherCouncil = KeyRing.Open(new FixedVault(Root()), "elmbridge-council", 1);
        using var otherRoot = KeyRing.Open(new FixedVault([.. Root().Reverse()]), "ashgrove-council", 1);
        var keys = new[]
        {
            ring.DatasetKey(Vouchers),
            ring.DatasetKey(DatasetId.Parse("think-family")),
            nextEpoch.DatasetKey(Vouchers),
            otherCouncil.DatasetKey(Vouchers),
            otherRoot.DatasetKey(Vouchers),
        };

        Assert.Equal(keys.Length, keys.Select(k => Convert.ToHexString(k.Pseudonym("CASE-1"))).Distinct().Count());
        Assert.Equal(keys.Length, keys.Select(k => k.KeyId).Distinct().Count());
        using var again = ring.DatasetKey(Vouchers);
        Assert.Equal(keys[0].KeyId, again.KeyId);
    }

    [Fact]
    public void JoinKey_TwoGrants_ShareNoValue()
    {
        using var ring = Ring(1);
        using var first = ring.JoinKeysOf(Scope("1"));
        using var second = ring.JoinKeysOf(Scope("2"));
        using var records = ring.DatasetKey(Vouchers);
        using var session = DuckSession.Open(new DuckOptions { Threads = 2, MemoryLimitMib = 512 });
        records.MountForText(session, "record_key_of");
        first.Person.MountForBytes(session, "first_key");
        second.Person.MountForBytes(session, "second_key");
        first.Household.MountForBytes(session, "household_key");
        session.Execute(
            """
            CREATE TABLE records AS SELECT record_key_of('CASE-' || i) AS k FROM range(50000) r(i);
            CREATE TABLE pseudonyms AS
            SELECT k FROM records UNION ALL SELECT first_key(k) FROM records UNION ALL SELECT second_key(k) FROM records UNION ALL SELECT household_key(k) FROM records;
            """,
            CancellationToken.None);

        Assert.Equal(200_000, session.Scalar<long>("SELECT count(DISTINCT k) FROM pseudonyms", CancellationToken.None));
    }

    [Fact]
    public void JoinKeys_KnownRootAndSecret_FollowTheWrittenDerivation()
    {
        var told = new List<GrantKeyEvent>();
        using var ring = KeyRing.Open(new FixedVault(Root()), "ashgrove-council", 1, told.Add);
        using var keys = ring.JoinKeysOf(Scope("1"));

        // Written out by hand: root and grant give a salt; the secret is extracted under it; then one block of expand.
        var grant = $"grant:{Scope("1").ContentHash}";
        var root = HMACSHA256.HashData(Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1"), Root());
        var salt = HMACSHA256.HashData(root, Block($"linkage-key-info-v1|grant-salt|ashgrove-council|{grant}|grant|1"));
        var extracted = HMACSHA256.HashData(salt, FixedVault.SecretOf(Scope("1")));
        var person = HMACSHA256.HashData(extracted, Block($"linkage-key-info-v1|person-key|ashgrove-council|{grant}|person|1"));
        var household = HMACSHA256.HashData(extracted, Block($"linkage-key-info-v1|household-key|ashgrove-council|{grant}|household|1"));
        Assert.Equal(HMACSHA256.HashData(person, Encoding.UTF8.GetBytes("x")), keys.Person.Pseudonym("x"));
        Assert.Equal(HMACSHA256.HashData(household, Encoding.UTF8.GetBytes("x")), keys.Household.Pseudonym("x"));
        Assert.Equal([(GrantKeyAct.Used, JoinField.Person), (GrantKeyAct.Used, JoinField.Household)], told.Select(t => (t.Act, t.Field!.Value)));
        Assert.All(told, t => Assert.Equal(keys.Key, t.Key));

        static byte[] Block(string text) => [.. text.Split('|').SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]), 1];
    }

    [Fact]
    public void TrialKey_KnownRootAndSecret_FollowsTheWrittenDerivationAndIsNoJoinKey()
    {
        var told = new List<GrantKeyEvent>();
        using var ring = KeyRing.Open(new FixedVault(Root()), "ashgrove-council", 1, told.Add);
        using var key = ring.TrialKeyOf(Scope("1"), "letters-2026");
        using var joins = ring.JoinKeysOf(Scope("1"));
        using var otherTrial = ring.TrialKeyOf(Scope("1"), "letters-2027");
        using var otherGrant = ring.TrialKeyOf(Scope("2"), "letters-2026");

        var grant = $"grant:{Scope("1").ContentHash}";
        var root = HMACSHA256.HashData(Encoding.ASCII.GetBytes("linkage-hkdf-salt-v1"), Root());
        var salt = HMACSHA256.HashData(root, Block($"linkage-key-info-v1|grant-salt|ashgrove-council|{grant}|grant|1"));
        var extracted = HMACSHA256.HashData(salt, FixedVault.SecretOf(Scope("1")));
        var arms = HMACSHA256.HashData(extracted, Block($"linkage-key-info-v1|trial-key|ashgrove-council|{grant}|arm:letters-2026|1"));
        Assert.Equal(HMACSHA256.HashData(arms, Encoding.UTF8.GetBytes("x")), key.Arms.Pseudonym("x"));
        Assert.Equal((GrantKeyAct.Used, JoinField.Arm), (told[0].Act, told[0].Field!.Value));
        Assert.Equal(5, new[] { key.Arms, joins.Person, joins.Household, otherTrial.Arms, otherGrant.Arms }.Select(k => Convert.ToHexString(k.Pseudonym("x"))).Distinct().Count());

        static byte[] Block(string text) => [.. text.Split('|').SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]), 1];
    }

    [Fact]
    public void JoinKeys_OfTheSameRootAndAnotherSecretOrTheSameSecretAndAnotherRoot_AreOthers()
    {
        using var ring = Ring(1);
        using var otherSecret = KeyRing.Open(new FixedVault(Root(), salt: 1), "ashgrove-council", 1);
        using var otherRoot = KeyRing.Open(new FixedVault([.. Root().Reverse()]), "ashgrove-council", 1);
        using var otherCouncil = KeyRing.Open(new FixedVault(Root()), "elmbridge-council", 1);
        using var nextEpoch = Ring(2);
        var keys = new[] { ring, otherSecret, otherRoot, otherCouncil, nextEpoch }.Select(r => r.JoinKeysOf(Scope("1"))).ToList();

        Assert.Equal(10, keys.SelectMany(k => new[] { k.Person, k.Household }).Select(k => Convert.ToHexString(k.Pseudonym("x"))).Distinct().Count());
        Assert.Equal(10, keys.SelectMany(k => new[] { k.Person.KeyId, k.Household.KeyId }).Distinct().Count());
        keys.ForEach(k => k.Dispose());
    }

    [Theory]
    [InlineData("a", "bc", "ab", "c")]
    [InlineData("", "abc", "abc", "")]
    public void KeyInfo_FieldsThatRunTogether_AreToldApart(string use, string council, string otherUse, string otherCouncil) =>
        Assert.NotEqual(new KeyInfo(use, council, "s", "f", 1).Encode(), new KeyInfo(otherUse, otherCouncil, "s", "f", 1).Encode());

    [Fact]
    public void Open_RootNotRandomOrShort_Refuses()
    {
        Assert.Throws<KeyVaultException>(() => KeyRing.Open(new FixedVault(new byte[32]), "ashgrove-council", 1));
        Assert.Throws<KeyVaultException>(() => KeyRing.Open(new FixedVault(Root()[..16]), "ashgrove-council", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(0));
    }

    [Fact]
    public void Open_AfterReading_ClearsTheRootItWasGiven()
    {
        var root = Root();
        using var ring = KeyRing.Open(new FixedVault(root), "ashgrove-council", 1);

        Assert.All(root, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Derive_AfterDispose_Throws()
    {
        var ring = Ring(1);
        var key = ring.DatasetKey(Vouchers);
        ring.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ring.DatasetKey(Vouchers));
        Assert.Throws<ObjectDisposedException>(() => key.Pseudonym("CASE-1"));
    }

    internal static byte[] Root() => [.. Enumerable.Range(1, 32).Select(i => (byte)(i * 7))];

    private static KeyRing Ring(int epoch) => KeyRing.Open(new FixedVault(Root()), "ashgrove-council", epoch);

    private static byte[] Bytes(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(i => (byte)i)];

    private static GrantScope Scope(string grant) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(grant))), "rule", 1, "hash");

    private sealed class FixedVault(byte[] root, byte salt = 0) : IKeyVault
    {
        public static byte[] SecretOf(GrantScope scope, byte salt = 0) => SHA256.HashData([salt, .. Encoding.UTF8.GetBytes(scope.ContentHash)]);

        public byte[] ReadRootSecret() => root;

        public byte[] ReadSigningKey() => throw new KeyVaultException("test vault", "has no signing key", "Give one.");

        public GrantSecret OpenGrantSecret(GrantScope scope) => new(scope, SecretOf(scope, salt), isNew: false);

        public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at) => throw new InvalidOperationException("A key ring destroys nothing.");

        public IReadOnlyList<GrantKey> GrantKeys() => [KeyEpochs.Named(2, new string('e', 32))];

        public IReadOnlyList<GrantTombstone> GrantTombstones() => [];

        public string GrantLocation(string contentHash) => "test vault";
    }
}
