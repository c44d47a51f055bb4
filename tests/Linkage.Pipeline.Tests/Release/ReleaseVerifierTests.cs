using System.Diagnostics;
using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class ReleaseVerifierTests : IDisposable
{
    private readonly ReleaseWorld _world = new();
    private readonly string _bundle;

    public ReleaseVerifierTests()
    {
        _bundle = _world.Release(_world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Wards())).Bundle.Path;
        foreach (var file in BundleFiles.Of(_bundle))
        {
            File.SetUnixFileMode(Path.Combine(_bundle, file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Verify_Untouched_IsValid()
    {
        var verification = Verify();

        Assert.True(verification.IsValid);
        Assert.Empty(verification.Failures);
        Assert.False(verification.IsExpired);
        Assert.Equal(Path.GetFileName(_bundle), verification.ReleaseId);
        Assert.Equal(["_seal.json", "data/outreach.parquet", "data/wards.parquet", "datapackage.json", "quality.html", "quality.json", "statement.dsse.json", "statement.json"], BundleFiles.Of(_bundle));
    }

    [Fact]
    public void Verify_CopiedElsewhere_IsValid()
    {
        var copy = _world.PathOf("copy");
        Directory.CreateDirectory(Path.Combine(copy, "data"));
        foreach (var file in BundleFiles.Of(_bundle))
        {
            File.Copy(Path.Combine(_bundle, file), Path.Combine(copy, file));
        }

        Assert.True(ReleaseVerifier.Verify(copy, _world.PublicKeyPath, ReleaseWorld.Instant).IsValid);
    }

    [Fact]
    public void Verify_OneBitChangedInAnyFile_FailsAndNamesTheFile()
    {
        foreach (var name in BundleFiles.Of(_bundle))
        {
            var path = Path.Combine(_bundle, name);
            var bytes = File.ReadAllBytes(path);
            var step = Math.Max(1, bytes.Length / 10);
            foreach (var offset in Enumerable.Range(0, bytes.Length).Where(i => i % step == 0).Append(bytes.Length - 1))
            {
                var changed = (byte[])bytes.Clone();
                changed[offset] ^= 0x01;
                File.WriteAllBytes(path, changed);

                AssertFails(name);
            }

            File.WriteAllBytes(path, bytes);
        }

        Assert.True(Verify().IsValid);
    }

    [Fact]
    public void Verify_BytesAddedOrCut_FailsAndNamesTheFile()
    {
        foreach (var name in BundleFiles.Of(_bundle))
        {
            var path = Path.Combine(_bundle, name);
            var bytes = File.ReadAllBytes(path);
            foreach (var changed in new byte[][] { [.. bytes, (byte)'\n'], [.. bytes, (byte)' '], bytes[..^1], [(byte)' ', .. bytes], [] })
            {
                File.WriteAllBytes(path, changed);
                AssertFails(name);
            }

            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public void Verify_MissingFile_FailsAndNamesIt()
    {
        foreach (var name in BundleFiles.Of(_bundle))
        {
            var path = Path.Combine(_bundle, name);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);

            AssertFails(name);
            File.WriteAllBytes(path, bytes);
        }
    }

    [Theory]
    [InlineData("extra.txt")]
    [InlineData(".hidden")]
    [InlineData("outreach.parquet")]
    [InlineData("data/outreach.parquet.bak")]
    [InlineData("data/.hidden")]
    public void Verify_ExtraFile_FailsAndNamesIt(string name)
    {
        File.WriteAllText(Path.Combine(_bundle, name), "more");

        AssertFails(name);
    }

    [Theory]
    [InlineData("more")]
    [InlineData("data/more")]
    public void Verify_ExtraFolder_FailsAndNamesIt(string name)
    {
        Directory.CreateDirectory(Path.Combine(_bundle, name));

        AssertFails(name);
    }

    [Fact]
    public void Verify_DataFolderIsALink_FailsAndNamesIt()
    {
        var elsewhere = _world.PathOf("elsewhere");
        Directory.Move(Path.Combine(_bundle, "data"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(_bundle, "data"), elsewhere);

        AssertFails("data");
        AssertFails("data/outreach.parquet");
    }

    [Fact]
    public void Verify_LinkInPlaceOfAFile_FailsAndNamesIt()
    {
        var elsewhere = _world.PathOf("elsewhere.parquet");
        File.Move(Path.Combine(_bundle, "data", "outreach.parquet"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(_bundle, "data", "outreach.parquet"), elsewhere);

        AssertFails("data/outreach.parquet");
    }

    [Fact]
    public void Verify_FilesSwapped_Fails()
    {
        var (one, other) = (Path.Combine(_bundle, "data", "outreach.parquet"), Path.Combine(_bundle, "data", "wards.parquet"));
        var bytes = File.ReadAllBytes(one);
        File.WriteAllBytes(one, File.ReadAllBytes(other));
        File.WriteAllBytes(other, bytes);

        AssertFails("data/outreach.parquet");
        AssertFails("data/wards.parquet");
    }

    [Fact]
    public void Verify_WrongKey_Fails()
    {
        var other = LocalKeyVault.CreateIfMissing(_world.PathOf("other-keys"));

        var verification = ReleaseVerifier.Verify(_bundle, other.PublicKeyPath, ReleaseWorld.Instant);

        Assert.False(verification.IsValid);
        Assert.Contains("another key", Assert.Single(verification.Failures).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_SignedAgainWithAnAttackersKeyInside_Fails()
    {
        var other = LocalKeyVault.CreateIfMissing(_world.PathOf("other-keys"));
        using var key = SigningKey.Open(other);
        var payload = File.ReadAllBytes(Path.Combine(_bundle, "statement.json"));
        File.WriteAllBytes(Path.Combine(_bundle, "statement.dsse.json"), DsseEnvelope.Sign(payload, key).ToBytes());
        File.Copy(other.PublicKeyPath, Path.Combine(_bundle, "signing-public.pem"));

        AssertFails("statement.dsse.json");
    }

    [Fact]
    public void Verify_KeyIdOfTheRightKeyOnAWrongSignature_Fails()
    {
        using var right = SigningKey.Open(_world.Vault);
        using var wrong = SigningKey.Open(LocalKeyVault.CreateIfMissing(_world.PathOf("other-keys")));
        var payload = File.ReadAllBytes(Path.Combine(_bundle, "statement.json"));
        var forged = DsseEnvelope.Sign(payload, wrong) with { KeyId = right.KeyId };
        File.WriteAllBytes(Path.Combine(_bundle, "statement.dsse.json"), forged.ToBytes());

        AssertFails("statement.dsse.json");
    }

    [Fact]
    public void Verify_AnotherSignedDocumentOfTheSameKey_Fails()
    {
        using var key = SigningKey.Open(_world.Vault);
        var payload = Encoding.UTF8.GetBytes("""{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"urn:other","predicate":{}}""");
        File.WriteAllBytes(Path.Combine(_bundle, "statement.dsse.json"), DsseEnvelope.Sign(payload, key).ToBytes());

        AssertFails("statement.dsse.json");
    }

    [Fact]
    public void Verify_AfterExpiry_IsValidWithANote()
    {
        var verification = ReleaseVerifier.Verify(_bundle, _world.PublicKeyPath, ReleaseWorld.Instant.AddDays(60));

        Assert.True(verification.IsValid);
        Assert.True(verification.IsExpired);
        Assert.Equal(ReleaseWorld.Instant.AddDays(60), verification.Expires);
    }

    [Fact]
    public void Verify_NoFolderOrNoKey_Fails()
    {
        Assert.False(ReleaseVerifier.Verify(_world.PathOf("nowhere"), _world.PublicKeyPath, ReleaseWorld.Instant).IsValid);
        Assert.False(ReleaseVerifier.Verify(_bundle, _world.PathOf("nowhere.pem"), ReleaseWorld.Instant).IsValid);
        File.WriteAllText(_world.PathOf("text.pem"), "no key");
        Assert.False(ReleaseVerifier.Verify(_bundle, _world.PathOf("text.pem"), ReleaseWorld.Instant).IsValid);
    }

    [Theory]
    [InlineData(SignatureScheme.EcdsaP256)]
    [InlineData(SignatureScheme.RsaPkcs1)]
    public async Task Signature_CheckedWithOpenssl_Holds(SignatureScheme scheme)
    {
        using var world = new ReleaseWorld(scheme: scheme);
        var bundle = world.Release(world.Request(ReleaseWorld.Wards())).Bundle.Path;
        using var envelope = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, "statement.dsse.json")));
        var payload = File.ReadAllBytes(Path.Combine(bundle, "statement.json"));
        File.WriteAllBytes(world.PathOf("signature"), envelope.RootElement.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64());
        File.WriteAllBytes(world.PathOf("signed"), [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 28 application/vnd.in-toto+json {payload.Length} ")), .. payload]);

        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", world.PublicKeyPath, "-signature", world.PathOf("signature"), world.PathOf("signed")]) { RedirectStandardOutput = true })!;

        Assert.Equal("Verified OK", (await openssl.StandardOutput.ReadToEndAsync()).Trim());
    }

    [Fact]
    public void Verify_TheOtherSignatureThatFollowsFromAnEcdsaOne_Fails()
    {
        var envelope = DsseEnvelope.Parse(File.ReadAllBytes(Path.Combine(_bundle, "statement.dsse.json")))!;
        var pair = new AsnReader(envelope.Signature, AsnEncodingRules.DER).ReadSequence();
        var (first, second) = (pair.ReadInteger(), pair.ReadInteger());
        var other = EcdsaSignature.Encode(first, EcdsaSignature.Order - second);
        using var platform = ECDsa.Create();
        platform.ImportFromPem(File.ReadAllText(_world.PublicKeyPath));
        Assert.True(platform.VerifyData(DsseEnvelope.ToBeSigned(envelope.Payload), other, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        File.WriteAllBytes(Path.Combine(_bundle, "statement.dsse.json"), (envelope with { Signature = other }).ToBytes());

        AssertFails("statement.dsse.json");
    }

    [Fact]
    public void Signature_CheckedByHand_IsPkcs1OfThePreAuthenticationEncoding()
    {
        using var world = new ReleaseWorld(scheme: SignatureScheme.RsaPkcs1);
        var bundle = world.Release(world.Request(ReleaseWorld.Wards())).Bundle.Path;
        // An independent verification: DSSE's encoding and RFC 8017's EMSA-PKCS1-v1_5 written out, and the RSA public operation as one modular power.
        using var envelope = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, "statement.dsse.json")));
        var payload = envelope.RootElement.GetProperty("payload").GetBytesFromBase64();
        var type = envelope.RootElement.GetProperty("payloadType").GetString()!;
        var signature = envelope.RootElement.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64();
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(world.PublicKeyPath));
        var key = rsa.ExportParameters(false);

        BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
        var recovered = BigInteger.ModPow(Number(signature), Number(key.Exponent!), Number(key.Modulus!)).ToByteArray(isUnsigned: true, isBigEndian: true);
        var encoded = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} {type} {payload.Length} ")).Concat(payload).ToArray();
        var digestInfo = Convert.FromHexString("3031300d060960864801650304020105000420").Concat(SHA256.HashData(encoded)).ToArray();
        byte[] expected = [1, .. Enumerable.Repeat((byte)0xff, (3072 / 8) - digestInfo.Length - 3), 0, .. digestInfo];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(recovered));
        Assert.Equal("application/vnd.in-toto+json", type);
    }

    [Fact]
    public void Statement_FitsItsSchema()
    {
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_bundle, "statement.json")));
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Formats, "release-statement.schema.json")));

        Assert.Empty(SchemaCheck.Of(statement.RootElement, schema.RootElement));
    }

    private ReleaseVerification Verify() => ReleaseVerifier.Verify(_bundle, _world.PublicKeyPath, ReleaseWorld.Instant);

    private void AssertFails(string file)
    {
        var verification = Verify();
        Assert.False(verification.IsValid, file);
        Assert.Contains(verification.Failures, f => f.File == file);
    }
}
