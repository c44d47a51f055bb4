using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class VerificationKeyTests
{
    // RFC 6979, A.2.5: the key, and what it comes to for two messages with SHA-256. The s of "sample" is in the upper half of the order, that of "test" in the lower.
    private const string PublicX = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6";
    private const string PublicY = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
    private const string SampleR = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
    private const string SampleS = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
    private const string TestR = "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367";
    private const string TestS = "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083";

    // RFC 8410, 10.1.
    private const string Ed25519 = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    [Fact]
    public void Verifies_PublishedVectors_HoldWithTheLowerS()
    {
        using var key = PublishedKey();

        Assert.True(key.Verifies("test"u8, EcdsaSignature.Encode(Number(TestR), Number(TestS))));
        Assert.False(key.Verifies("tesT"u8, EcdsaSignature.Encode(Number(TestR), Number(TestS))));
        Assert.True(key.Verifies("sample"u8, EcdsaSignature.Encode(Number(SampleR), EcdsaSignature.Order - Number(SampleS))));
        Assert.False(key.Verifies("test"u8, EcdsaSignature.Encode(Number(SampleR), EcdsaSignature.Order - Number(SampleS))));
    }

    [Fact]
    public void Verifies_TheOtherSOfAPublishedVector_DoesNotHoldThoughThePlatformSaysSo()
    {
        using var key = PublishedKey();
        using var platform = ECDsa.Create();
        platform.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
        foreach (var (message, signature) in new[]
        {
            ("sample", EcdsaSignature.Encode(Number(SampleR), Number(SampleS))),
            ("test", EcdsaSignature.Encode(Number(TestR), EcdsaSignature.Order - Number(TestS))),
        })
        {
            Assert.True(platform.VerifyData(Encoding.ASCII.GetBytes(message), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            Assert.False(key.Verifies(Encoding.ASCII.GetBytes(message), signature));
        }
    }

    [Fact]
    public void Verifies_NumbersOutOfRange_DoNotHold()
    {
        using var key = PublishedKey();
        var (order, first, second) = (EcdsaSignature.Order, Number(TestR), Number(TestS));
        foreach (var (r, s) in new[]
        {
            (BigInteger.Zero, second), (first, BigInteger.Zero), (BigInteger.Zero, BigInteger.Zero), (BigInteger.One, BigInteger.One), (order, second), (first, order), (order, order),
            (first + order, second), (first, second + order), (-first, second), (first, -second), (order - first, second), (second, first),
        })
        {
            Assert.False(key.Verifies("test"u8, EcdsaSignature.Encode(r, s)), $"{r:x} {s:x}");
        }

        Assert.True(EcdsaSignature.IsCanonical(EcdsaSignature.Encode(1, order >> 1)));
        Assert.False(EcdsaSignature.IsCanonical(EcdsaSignature.Encode(1, (order >> 1) + 1)));
        Assert.True(EcdsaSignature.IsCanonical(EcdsaSignature.Encode(order - 1, 1)));
        Assert.False(EcdsaSignature.IsCanonical(EcdsaSignature.Encode(order, 1)));
    }

    // The numbers are those of the published vector; only how they are written differs.
    [Theory]
    [InlineData("3045 022100{r} 0220{s} 00")] // more after it
    [InlineData("3046 022100{r} 022100{s}")] // a zero too many in front of s
    [InlineData("3046 02220000{r} 0220{s}")] // and of r
    [InlineData("3044 0220{r} 0220{s}")] // r without its zero is negative
    [InlineData("308145 022100{r} 0220{s}")] // a length longer than it need be
    [InlineData("3046 02812100{r} 0220{s}")]
    [InlineData("3080 022100{r} 0220{s} 0000")] // no definite length
    [InlineData("3047 022100{r} 0220{s} 0500")] // a third value
    [InlineData("3023 022100{r}")]
    [InlineData("3145 022100{r} 0220{s}")] // a set
    [InlineData("{r}{s}")] // IEEE P1363
    [InlineData("3000")]
    [InlineData("30")]
    [InlineData("")]
    public void Verifies_OtherFormsOfAGoodSignature_DoNotHold(string form)
    {
        using var key = PublishedKey();
        byte[] Written(string text) => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal).Replace("{r}", TestR, StringComparison.Ordinal).Replace("{s}", TestS, StringComparison.Ordinal));

        Assert.True(key.Verifies("test"u8, Written("3045 022100{r} 0220{s}")));
        Assert.False(key.Verifies("test"u8, Written(form)));
    }

    [Theory]
    [InlineData(SignatureScheme.EcdsaP256)]
    [InlineData(SignatureScheme.RsaPkcs1)]
    public void Sign_ManyTimes_HoldsInOneFormAndIsTheSameWithRsaAlone(SignatureScheme scheme)
    {
        using var folder = new TemporaryFolder();
        using var signing = SigningKey.Open(LocalKeyVault.CreateIfMissing(folder.PathOf("keys"), null, scheme));
        using var key = Read(signing.PublicPem);
        var signatures = Enumerable.Range(0, 64).Select(_ => signing.Sign("the same bytes"u8)).ToList();

        Assert.All(signatures, s => Assert.True(key.Verifies("the same bytes"u8, s)));
        Assert.Equal(scheme == SignatureScheme.RsaPkcs1 ? 1 : signatures.Count, signatures.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(scheme == SignatureScheme.EcdsaP256, signatures.All(s => EcdsaSignature.IsCanonical(s)));
        Assert.Equal((signing.KeyId, scheme), (key.KeyId, key.Scheme));
        for (var bit = 0; bit < signatures[0].Length * 8; bit++)
        {
            var changed = signatures[0].ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verifies("the same bytes"u8, changed), $"bit {bit}");
        }
    }

    [Fact]
    public void TryRead_KeysOfOtherKinds_SaysWhichTheyAre()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var bitcoin = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        using var named = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var spelt = ECDsa.Create(named.ExportExplicitParameters(false));
        using var small = RSA.Create(2048);
        using var dsa = DSA.Create(2048);

        Assert.Equal("is on the curve P-384", ProblemOf(larger.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("is on the curve secp256k1", ProblemOf(bitcoin.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("spells its curve out instead of naming it", ProblemOf(spelt.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("is an RSA key with fewer than 3072 bits", ProblemOf(small.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("is a DSA key", ProblemOf(dsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("is an Ed25519 key", ProblemOf(Ed25519));
        Assert.Equal("holds no public key", ProblemOf(named.ExportPkcs8PrivateKeyPem()));
        Assert.Equal("holds no public key", ProblemOf("no key"));
        Assert.Equal("holds more than one key", ProblemOf(named.ExportSubjectPublicKeyInfoPem() + "\n" + Ed25519));
        Assert.Equal("cannot be decoded", ProblemOf("-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n"));
    }

    [Fact]
    public void TryRead_PointOffTheCurve_CannotBeDecoded()
    {
        using var key = PublishedKey();
        var changed = key.PublicKey.ToArray();
        changed[^1] ^= 1;

        Assert.Equal("cannot be decoded", ProblemOf(PemEncoding.WriteString("PUBLIC KEY", changed)));
    }

    private static string ProblemOf(string pem)
    {
        Assert.False(VerificationKey.TryRead(pem, out var key, out var problem));
        Assert.Null(key);
        return problem;
    }

    private static VerificationKey PublishedKey()
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Convert.FromHexString(PublicX), Y = Convert.FromHexString(PublicY) } });
        return Read(key.ExportSubjectPublicKeyInfoPem());
    }

    private static VerificationKey Read(string pem) => VerificationKey.TryRead(pem, out var key, out var problem) ? key : throw new InvalidOperationException(problem);

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
