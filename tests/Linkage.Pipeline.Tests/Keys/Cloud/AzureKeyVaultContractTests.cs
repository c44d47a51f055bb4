using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

public sealed class AzureKeyVaultContractTests : KeyVaultContract, IDisposable
{
    private readonly AzureWorld _world = new();

    public void Dispose() => _world.Dispose();

    protected override IKeyVault Reopen() => _world.Vault();

    protected override void CreateIfMissing(SignatureScheme scheme = SignatureSchemes.Default) => _world.Vault().CreateIfMissing(null, scheme);

    protected override string TextOf(GrantKey key) => _world.Server.Secret(AzureWorld.GrantName(key)).Versions[0].Value;

    protected override void Restore(GrantKey key, string text)
    {
        var name = AzureWorld.GrantName(key);
        if (_world.Server.Secrets.FirstOrDefault(s => s.Name == name) is { } there)
        {
            there.Versions[0].Value = text;
        }
        else
        {
            _world.Server.Put(name, text);
        }
    }

    protected override void ReplaceRoot(string text) => _world.Server.Put("linkage-root", text);

    protected override void ReplaceTombstone(GrantKey key, string text) => _world.Server.Put(AzureWorld.TombstoneName(key), text);

    protected override IEnumerable<string> EverythingKept() => _world.Server.Secrets.SelectMany(s => s.Versions).Select(v => v.Value);
}
