using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

public sealed class AzureKeyVaultTests : IDisposable
{
    private static readonly GrantScope Scope = new(new string('a', 64), "homes-and-money", 4, new string('b', 64));
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly AzureWorld _world = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CreateIfMissing_TwoAtOnce_EndWithTheSameKeys()
    {
        var vaults = new[] { _world.Vault(), _world.Vault() };

        var made = await Task.WhenAll(vaults.Select(v => Task.Run(() => v.CreateIfMissing())));

        Assert.Single(made, m => m.Root);
        Assert.Single(made, m => m.Signing);
        Assert.Equal(vaults[0].ReadRootSecret(), vaults[1].ReadRootSecret());
        Assert.Equal(vaults[0].ReadSigningKey(), vaults[1].ReadSigningKey());
        Assert.Equal(vaults[0].ReadRootSecret(), _world.Vault().ReadRootSecret());
        Assert.Equal(["linkage-root", "linkage-signing"], _world.Server.Secrets.Select(s => s.Name).Order());
        Assert.Equal((false, false), _world.Vault().CreateIfMissing());
    }

    [Fact]
    public async Task ReadRootSecret_OlderVersionShowsLater_IsTheOneThatCounts()
    {
        // The vault's clock stands until the second list, so that the first cannot be old enough however slow the machine is.
        var clock = new SettableTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = KeyVaultServer.Start(clock);
        var younger = server.Put("linkage-root", RootText(1));
        var lists = 0;
        server.Before = (_, path) =>
        {
            if (path.TrimEnd('/').EndsWith("/versions", StringComparison.Ordinal) && ++lists == 2)
            {
                server.Put("linkage-root", RootText(2)).Created = younger.Created.AddSeconds(-1);
                clock.Advance(TimeSpan.FromMinutes(1));
            }

            return Task.CompletedTask;
        };
        using var transport = new Azure.Core.Pipeline.HttpClientTransport(server.Handler());
        using var vault = new AzureKeyVault(server.Address, new AzureWorld.Issued(server), _world.Options with { Transport = transport });

        Assert.Equal(2, vault.ReadRootSecret()[0]);
        // The second still bears the date of its beginning; the third is the first that is late enough.
        Assert.Equal(3, lists);
        Assert.Equal(2, vault.ReadRootSecret()[0]);
    }

    [Fact]
    public void ReadRootSecret_VersionAddedByHand_KeepsToTheFirst()
    {
        _world.Server.Put("linkage-root", RootText(1));
        _world.Server.Age();
        _world.Server.Put("linkage-root", RootText(2));

        Assert.Equal(1, _world.Vault().ReadRootSecret()[0]);
    }

    [Fact]
    public void ReadRootSecret_DatedInTheFuture_StopsInsteadOfWaiting()
    {
        _world.Server.Put("linkage-root", RootText(1)).Created = _world.Clock.GetUtcNow().AddDays(1);

        // Six seconds of the machine's own time, and a request takes less of them than that.
        var error = Assert.Throws<KeyVaultException>(_world.Vault(_world.Options with { Clock = new RushedTimeProvider(10), Patience = TimeSpan.FromSeconds(60) }).ReadRootSecret);
        Assert.Contains("bears a date in the future", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linkage-signing")]
    [InlineData("linkage-grant-x")]
    public void CreateIfMissing_RootLostBesideAnotherKey_RefusesAndMakesNothing(string other)
    {
        _world.Server.Put(other, "x");

        var error = Assert.Throws<KeyVaultException>(() => _world.Vault().CreateIfMissing());

        Assert.Contains(other, error.Problem, StringComparison.Ordinal);
        Assert.Equal(other, Assert.Single(_world.Server.Secrets).Name);
    }

    [Fact]
    public void CreateIfMissing_SetsMadeWithKeysInTheZones_RefusesAndMakesNothing()
    {
        _folder.Write($"zones/identity/food-vouchers/0f1e/{ZoneStore.SealName}", "{}");

        Assert.Contains("sets made with it", Assert.Throws<KeyVaultException>(() => _world.Vault().CreateIfMissing(_folder.PathOf("zones"))).Problem, StringComparison.Ordinal);
        Assert.Empty(_world.Server.Secrets);
    }

    [Fact]
    public void CreateIfMissing_SigningKeyRetired_MakesAnotherAndKeepsTheRoot()
    {
        var vault = _world.Vault();
        vault.CreateIfMissing();
        var (root, signing) = (vault.ReadRootSecret(), vault.ReadSigningKey());
        var version = _world.Server.Secret("linkage-signing").Versions[0];
        version.Enabled = false;
        Assert.Contains("is disabled", Assert.Throws<KeyVaultException>(() => _world.Vault().CreateIfMissing()).Message, StringComparison.Ordinal);
        version.Tags["retired"] = "true";

        Assert.Equal((false, true), _world.Vault().CreateIfMissing());

        Assert.Equal(root, _world.Vault().ReadRootSecret());
        Assert.NotEqual(signing, _world.Vault().ReadSigningKey());
        Assert.Equal(2, _world.Server.Secret("linkage-signing").Versions.Count);
    }

    [Fact]
    public void Import_KeysOfAFolder_AreTheSameKeysAndTombstones()
    {
        var local = LocalKeyVault.CreateIfMissing(_folder.PathOf("keys"));
        using var alive = local.OpenGrantSecret(Scope);
        using var dead = local.OpenGrantSecret(Scope with { ContentHash = new string('c', 64) });
        var tombstone = local.DestroyGrantSecret(dead.Key, "GATEWAY_REVOKED", Noon);

        Assert.Equal(3, _world.Vault().Import(local));
        Assert.Equal(0, _world.Vault().Import(local));

        var vault = _world.Vault();
        Assert.Equal(local.ReadRootSecret(), vault.ReadRootSecret());
        Assert.Equal(local.ReadSigningKey(), vault.ReadSigningKey());
        Assert.Equal([alive.Key], vault.GrantKeys());
        Assert.Equal([tombstone], vault.GrantTombstones());
        using var opened = vault.OpenGrantSecret(Scope);
        Assert.True(alive.Bytes.SequenceEqual(opened.Bytes));
    }

    [Fact]
    public void Import_AnotherRootOrGrantSecretThere_RefusesAndReplacesNothing()
    {
        var local = LocalKeyVault.CreateIfMissing(_folder.PathOf("keys"));
        _world.Server.Put("linkage-root", RootText(1));
        Assert.Contains("is another key", Assert.Throws<KeyVaultException>(() => _world.Vault().Import(local)).Message, StringComparison.Ordinal);
        Assert.Equal(1, _world.Vault().ReadRootSecret()[0]);
        _world.Server.Do("DELETE", "/secrets/linkage-root");
        _world.Server.Do("DELETE", "/deletedsecrets/linkage-root");

        using var here = local.OpenGrantSecret(Scope);
        using var there = _world.Vault().OpenGrantSecret(Scope);
        Assert.Contains("another secret of the same grant", Assert.Throws<KeyVaultException>(() => _world.Vault().Import(local)).Message, StringComparison.Ordinal);
        Assert.Equal([there.Key], _world.Vault().GrantKeys());
    }

    [Fact]
    public void JoinKeys_OfALocalAndACloudVaultWithTheSameSecrets_AreTheSame()
    {
        var local = LocalKeyVault.CreateIfMissing(_folder.PathOf("keys"));
        using var ring = KeyRing.Open(local, "ashgrove-council", 1);
        using var keys = ring.JoinKeysOf(Scope);
        _world.Vault().Import(local);

        using var cloudRing = KeyRing.Open(_world.Vault(), "ashgrove-council", 1);
        using var cloudKeys = cloudRing.JoinKeysOf(Scope);

        Assert.Equal(keys.Person.KeyId, cloudKeys.Person.KeyId);
        Assert.Equal(keys.Person.Pseudonym("CASE-1"), cloudKeys.Person.Pseudonym("CASE-1"));
    }

    [Fact]
    public void Vault_ApiVersionItDoesNotKnow_SaysTheStatus()
    {
        _world.Server.Fail("GET", "/secrets/linkage-root", new VaultFault(400, "BadParameter"));

        Assert.Contains("the vault answered 400 BadParameter", Assert.Throws<KeyVaultException>(_world.Vault().ReadRootSecret).Message, StringComparison.Ordinal);
    }

    private static string RootText(byte first) => $"linkage-root-key-v1\n{Convert.ToHexStringLower([first, .. Enumerable.Range(7, 31).Select(i => (byte)i)])}\n";
}
