using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class LocalKeyVaultContractTests : KeyVaultContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.PathOf("keys");

    public void Dispose() => _folder.Dispose();

    protected override IKeyVault Reopen() => new LocalKeyVault(Keys);

    protected override void CreateIfMissing(SignatureScheme scheme = SignatureSchemes.Default) => LocalKeyVault.CreateIfMissing(Keys, null, scheme);

    protected override string TextOf(GrantKey key) => File.ReadAllText(PathOf(key));

    protected override void Restore(GrantKey key, string text) => Write(PathOf(key), text);

    protected override void ReplaceRoot(string text) => Write(Path.Combine(Keys, LocalKeyVault.RootFileName), text);

    protected override void ReplaceTombstone(GrantKey key, string text) => Write(Path.Combine(Keys, "grants", $"{key.Scope.ContentHash}.{key.KeyId}.destroyed.json"), text);

    protected override IEnumerable<string> EverythingKept() => Directory.Exists(Keys) ? Directory.GetFiles(Keys, "*", SearchOption.AllDirectories).Select(File.ReadAllText) : [];

    private static void Write(string path, string text)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        PrivateFolder.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));
    }

    private string PathOf(GrantKey key) => Path.Combine(Keys, "grants", key.Scope.ContentHash + ".key");
}
