using System.Globalization;
using Linkage.EndToEnd.Tests.Council;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Independent;

/// <summary>A verifier of fifty lines without anything of ours says of every bundle, whole or damaged, what our own does.</summary>
[Collection(CityCollection.Name)]
public sealed class BundleVerifierTests(City city) : IDisposable
{
    private const int Seed = 20_261_120;

    private static readonly string[] Names = ["statement.json", "statement.dsse.json", "_seal.json", "datapackage.json", "quality.html", "data/wards.parquet", "data/families.parquet"];

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
