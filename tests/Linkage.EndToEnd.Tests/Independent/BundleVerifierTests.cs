using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.EndToEnd.Tests.Council;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Independent;

/// <summary>A verifier of a hundred lines without anything of ours says of every bundle, whole or damaged, what our own does.</summary>
[Collection(AftermathCollection.Name)]
public sealed class BundleVerifierTests(City city) : IDisposable
{
    private const int Seed = 20_261_120;

    private static readonly string[] Names = ["statement.json", "statement.dsse.json", "_seal.json", "ledger.json", "datapackage.json", "quality.html", "data/wards.parquet", "data/families.parquet"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Projects => ["homes-and-money", "child-poverty-research"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Verify_WholeBundle_BothSayValid(string project)
    {
        var bundle = City.ReleasesOf(city.Released, project).Single();

        Assert.True(Agreed(PublicKey, [bundle]).Single().Value);
    }

    [Fact]
    public void Verify_SingleBitsChanged_BothSayNotValid()
    {
        var random = new Random(Seed);
        var bundles = Names.SelectMany(name => Enumerable.Range(0, 12).Select(i => Damaged($"{name.Replace('/', '-')}-{i}", bundle => Change(bundle, name, bytes => Flip(bytes, random.Next(bytes.Length * 8)))))).ToList();

        Assert.DoesNotContain(Agreed(PublicKey, bundles), v => v.Value);
    }

    [Fact]
    public void Verify_FilesAddedCutMissingOrMoved_BothSayNotValid()
    {
        var bundles = Names.SelectMany(name => new (string, Action<string>)[]
        {
            ($"longer-{name}", b => Change(b, name, bytes => [.. bytes, (byte)'\n'])),
            ($"shorter-{name}", b => Change(b, name, bytes => bytes[..^1])),
            ($"empty-{name}", b => Change(b, name, _ => [])),
            ($"missing-{name}", b => File.Delete(Path.Combine(b, name))),
            ($"linked-{name}", b => Link(b, name)),
        }).Concat(
        [
            ("extra", b => File.WriteAllText(Path.Combine(b, "extra.txt"), "more")),
            ("extra-data", b => File.WriteAllText(Path.Combine(b, "data", "extra.parquet"), "more")),
            ("hidden", b => File.WriteAllText(Path.Combine(b, ".hidden"), "more")),
            ("hidden-data", b => File.WriteAllText(Path.Combine(b, "data", ".hidden"), "more")),
            ("folder", b => Directory.CreateDirectory(Path.Combine(b, "more"))),
            ("folder-data", b => Directory.CreateDirectory(Path.Combine(b, "data", "more"))),
            ("no-data", b => Directory.Delete(Path.Combine(b, "data"), recursive: true)),
            ("empty-data", b => EmptyData(b)),
            ("linked-data", b => LinkData(b)),
            ("flat", b => File.Move(Path.Combine(b, "data", "wards.parquet"), Path.Combine(b, "wards.parquet"))),
            ("swapped", b => Swap(b, "data/wards.parquet", "data/families.parquet")),
        ]).Select(damage => Damaged(damage.Item1.Replace('/', '-'), damage.Item2)).ToList();

        Assert.DoesNotContain(Agreed(PublicKey, bundles), v => v.Value);
    }

    [Fact]
    public async Task Verify_AnotherKey_BothSayNotValid()
    {
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", _folder.PathOf("other"))).ExitCode);
        var other = _folder.PathOf("other", "keys", "signing-public.pem");

        Assert.False(Agreed(other, [City.ReleasesOf(city.Released, "child-poverty-research").Single()]).Single().Value);
    }

    [Fact]
    public void Verify_TheOtherSignatureThatFollowsFromAnEcdsaOne_BothSayNotValid()
    {
        var bundle = Damaged("other-signature", b => Change(b, "statement.dsse.json", bytes =>
        {
            var text = Encoding.ASCII.GetString(bytes);
            var written = text.Split("\"sig\":\"")[1].Split('"')[0];
            return Encoding.ASCII.GetBytes(text.Replace(written, Convert.ToBase64String(OtherOf(Convert.FromBase64String(written))), StringComparison.Ordinal));
        }));
        Reseal(bundle);

        Assert.False(Agreed(PublicKey, [bundle]).Single().Value);
    }

    [Fact]
    public async Task Verify_ProofsOfOtherEventsOrLedgers_BothSayNotValid()
    {
        var whole = City.ReleasesOf(city.Released, "child-poverty-research").Single();
        var own = JsonNode.Parse(File.ReadAllBytes(Path.Combine(whole, "ledger.json")))!;
        var another = (await LinkageProcess.RunAsync("ledger", "prove", "3", "--data", city.Released, "--json")).Output;
        var ofAnother = await LinkageProcess.RunAsync("ledger", "prove", own["sequence"]!.ToString(), "--data", city.Released, "--json");
        using var workspace = city.NewWorkspace();
        Assert.Equal(0, (await city.RunAsync("child-poverty-research", workspace.Path)).ExitCode);
        var elsewhere = City.ReleasesOf(workspace.Path, "child-poverty-research").Single();
        var older = JsonNode.Parse(File.ReadAllBytes(Path.Combine(elsewhere, "ledger.json")))!;
        string With(string name, JsonNode value)
        {
            var changed = own.DeepClone();
            changed[name] = value.DeepClone();
            return CanonicalHash.CanonicalText(changed) + "\n";
        }

        var bundles = new (string Name, string Proof)[]
        {
            ("another-event", CanonicalHash.CanonicalText(JsonNode.Parse(another)) + "\n"),
            ("another-release", File.ReadAllText(Path.Combine(City.ReleasesOf(city.Released, "homes-and-money").Single(), "ledger.json"))),
            ("another-checkpoint", With("checkpoint", older["checkpoint"]!)),
            ("forged-event", With("event", own["event"]!.GetValue<string>().Replace("decision-allowed", "decision-denied", StringComparison.Ordinal))),
            ("forged-leaf", With("leafHash", older["leafHash"]!)),
            ("other-hashes", With("proof", older["proof"]!)),
            ("laid-out", own.ToJsonString()),
        }.Select(forged => Resealed(forged.Name, forged.Proof)).ToList();

        Assert.DoesNotContain(Agreed(PublicKey, bundles), v => v.Value);
        // The same event against a later checkpoint of the same ledger: another moment, and as true.
        Assert.True(Agreed(PublicKey, [Resealed("later-checkpoint", CanonicalHash.CanonicalText(JsonNode.Parse(ofAnother.Output)) + "\n")]).Single().Value);
    }

    private string Resealed(string name, string proof)
    {
        var bundle = Damaged(name, b => Change(b, "ledger.json", _ => Encoding.UTF8.GetBytes(proof)));
        Reseal(bundle);
        return bundle;
    }

    // As whoever changes a file can: the seal has no secret.
    private static void Reseal(string bundle)
    {
        var seal = JsonNode.Parse(File.ReadAllBytes(Path.Combine(bundle, "_seal.json")))!;
        foreach (var name in seal["files"]!.AsObject().Select(f => f.Key).ToList())
        {
            seal["files"]![name] = CanonicalHash.Of(File.ReadAllBytes(Path.Combine(bundle, name)));
        }

        Change(bundle, "_seal.json", _ => Encoding.UTF8.GetBytes(seal.ToJsonString(new JsonSerializerOptions { WriteIndented = true })));
    }

    private static byte[] OtherOf(byte[] signature)
    {
        var pair = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        var (first, second) = (pair.ReadInteger(), pair.ReadInteger());
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(first);
            writer.WriteInteger(BigInteger.Parse("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture) - second);
        }

        return writer.Encode();
    }

    // The verdicts of the independent verifier, which must be those of ours.
    private static IReadOnlyDictionary<string, bool> Agreed(string publicKey, IReadOnlyList<string> bundles)
    {
        var theirs = Node.VerifyBundles(publicKey, bundles);
        var ours = bundles.ToDictionary(b => b, b => ReleaseVerifier.Verify(b, publicKey, DateTimeOffset.Parse(City.Instant, CultureInfo.InvariantCulture)).IsValid);
        Assert.Equal(ours, theirs);
        return theirs;
    }

    private string PublicKey => Path.Combine(city.Released, "keys", "signing-public.pem");

    private string Damaged(string name, Action<string> damage)
    {
        var copy = _folder.PathOf(name);
        City.Copy(City.ReleasesOf(city.Released, "child-poverty-research").Single(), copy);
        damage(copy);
        return copy;
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return bytes;
    }

    private static void Change(string bundle, string name, Func<byte[], byte[]> change)
    {
        var path = Path.Combine(bundle, name);
        var bytes = change(File.ReadAllBytes(path));
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    private void Link(string bundle, string name)
    {
        var elsewhere = _folder.PathOf(Path.GetRandomFileName());
        File.Move(Path.Combine(bundle, name), elsewhere);
        File.CreateSymbolicLink(Path.Combine(bundle, name), elsewhere);
    }

    private void LinkData(string bundle)
    {
        var elsewhere = _folder.PathOf(Path.GetRandomFileName());
        Directory.Move(Path.Combine(bundle, "data"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(bundle, "data"), elsewhere);
    }

    private static void EmptyData(string bundle)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(bundle, "data")))
        {
            File.Delete(file);
        }
    }

    private static void Swap(string bundle, string one, string other)
    {
        var bytes = File.ReadAllBytes(Path.Combine(bundle, one));
        Change(bundle, one, _ => File.ReadAllBytes(Path.Combine(bundle, other)));
        Change(bundle, other, _ => bytes);
    }
}
