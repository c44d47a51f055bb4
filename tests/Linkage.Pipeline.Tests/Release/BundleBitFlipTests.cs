using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class BundleBitFlipTests : IDisposable
{
    private ReleaseWorld _world = null!;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("statement.json", SignatureScheme.EcdsaP256)]
    [InlineData("statement.dsse.json", SignatureScheme.EcdsaP256)]
    [InlineData("statement.dsse.json", SignatureScheme.RsaPkcs1)]
    [InlineData("data/wards.parquet", SignatureScheme.EcdsaP256)]
    public void Verify_AnySingleBitChanged_Fails(string name, SignatureScheme scheme)
    {
        _world = new ReleaseWorld(scheme: scheme);
        var bundle = SmallBundle();
        var bytes = File.ReadAllBytes(Path.Combine(bundle, name));
        var parts = Math.Min(4, Environment.ProcessorCount);

        var missed = new List<int>[parts];
        Parallel.For(0, parts, part => missed[part] = Missed(Copy(bundle, part), name, bytes, part, parts));

        Assert.Empty(missed.SelectMany(bits => bits));
    }

    // Each part takes every so many-th bit, in a copy of its own.
    private List<int> Missed(string bundle, string name, byte[] bytes, int first, int step)
    {
        var path = Path.Combine(bundle, name);
        Assert.True(VerificationKey.TryRead(File.ReadAllText(_world.PublicKeyPath), out var read, out _));
        using var key = read;
        Assert.True(Verify(bundle, key));
        var missed = new List<int>();
        var changed = (byte[])bytes.Clone();
        for (var bit = first; bit < bytes.Length * 8; bit += step)
        {
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, changed);
            changed[bit / 8] = bytes[bit / 8];
            if (Verify(bundle, key))
            {
                missed.Add(bit);
            }
        }

        File.WriteAllBytes(path, bytes);
        Assert.True(Verify(bundle, key));
        return missed;
    }

    private static bool Verify(string bundle, VerificationKey key) => ReleaseVerifier.Verify(bundle, key, ReleaseWorld.Instant).IsValid;

    private string SmallBundle()
    {
        var request = _world.Request(ReleaseWorld.Wards());
        return _world.Release(request with { Attachments = new Dictionary<string, byte[]>(), Stages = [], Links = [], Models = [], Approvals = [] }).Bundle.Path;
    }

    private string Copy(string bundle, int part)
    {
        var copy = _world.PathOf($"copy-{part}");
        Directory.CreateDirectory(Path.Combine(copy, "data"));
        foreach (var name in BundleFiles.Of(bundle))
        {
            File.WriteAllBytes(Path.Combine(copy, name), File.ReadAllBytes(Path.Combine(bundle, name)));
        }

        return copy;
    }
}
