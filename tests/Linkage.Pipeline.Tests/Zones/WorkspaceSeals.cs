using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

/// <summary>The keys of a workspace in a folder of a test, made when they are first asked for.</summary>
internal sealed class WorkspaceSeals : IDisposable
{
    private readonly KeyRing _keys;

    public WorkspaceSeals(TemporaryFolder folder, string name = "keys")
    {
        // The root alone: drawing a signing key takes longer than any of these tests.
        PrivateFolder.Create(folder.PathOf(name));
        var root = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LocalKeyVault.RootSecretLength));
        PrivateFolder.WriteNewFile(folder.PathOf(name, LocalKeyVault.RootFileName), Encoding.ASCII.GetBytes($"linkage-root-key-v1\n{root}\n"));
        _keys = KeyRing.Open(new LocalKeyVault(folder.PathOf(name)), "ashgrove-council", 1);
        Plain = folder.PathOf($"plain-{name}");
        Seals = new ZoneSeals(_keys, Plain);
    }

    /// <summary>Where plain files are.</summary>
    public string Plain { get; }

    public ZoneSeals Seals { get; }

    public void Dispose()
    {
        Seals.Dispose();
        _keys.Dispose();
    }
}
