using System.Text.RegularExpressions;
using Azure.Security.KeyVault.Secrets;
using Linkage.Pipeline.Keys;
using Linkage.TestKit.KeyVault;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

public sealed partial class AzureGrantKeysTests : IDisposable
{
    private static readonly GrantScope Scope = new(new string('a', 64), "homes-and-money", 4, new string('b', 64));
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly AzureWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Open_ManyWorkersAtOnce_EndWithTheSameSecret()
    {
        for (var round = 0; round < 40; round++)
        {
            var scope = Scope with { ContentHash = Hash(round) };
            var workers = Enumerable.Range(0, 2 + (round % 3)).Select(_ => _world.Vault()).ToList();

            var opened = await Task.WhenAll(workers.Select(w => Task.Run(() => w.OpenGrantSecret(scope))));

            Assert.Single(opened.Select(s => s.Key.KeyId).Distinct());
            Assert.All(opened, s => Assert.True(s.Bytes.SequenceEqual(opened[0].Bytes)));
            Assert.Single(opened, s => s.IsNew);
            Assert.Single(_world.Server.Secrets, s => s.Name.Contains(scope.ContentHash, StringComparison.Ordinal));
        }

        Assert.Equal(40, _world.Vault().GrantKeys().Count);
        Assert.Empty(_world.Vault().GrantTombstones());
    }

    [Fact]
    public void Open_SlowerWorkerWroteTheOlderSecret_IsTheOneBothUse()
    {
        // The quicker worker has written and looks; meanwhile an older one of the same second becomes visible.
        using var earlier = _world.Vault().OpenGrantSecret(Scope);
        var older = _world.Server.Secret(AzureWorld.GrantName(earlier.Key));
        var (text, created) = (older.Versions[0].Value, older.Versions[0].Created);
        Purge(older.Name);
        _world.Server.Before = (method, path) =>
        {
            if (method == "PUT")
            {
                _world.Server.Before = (_, _) =>
                {
                    _world.Server.Before = null;
                    _world.Server.Put(older.Name, text).Created = created;
                    return Task.CompletedTask;
                };
            }

            return Task.CompletedTask;
        };

        using var opened = _world.Vault().OpenGrantSecret(Scope);

        Assert.Equal(earlier.Key, opened.Key);
        Assert.False(opened.IsNew);
        Assert.Equal([earlier.Key], _world.Vault().GrantKeys());
        Assert.DoesNotContain(_world.Server.Secrets, s => s.Name != older.Name && s.DeletedOn is null);
    }

    [Fact]
    public void Open_WorkerKilledBeforeItCouldDiscardItsOwn_TheOlderStillCounts()
    {
        using var first = _world.Vault().OpenGrantSecret(Scope);
        using var second = Loser();

        using var opened = _world.Vault().OpenGrantSecret(Scope);

        Assert.Equal(first.Key, opened.Key);
        Assert.Equal([first.Key], _world.Vault().GrantKeys());
    }

    [Fact]
    public void Open_WritingAnsweredWithAnErrorThoughDone_EndsWithOneSecret()
    {
        _world.Server.Fail("PUT", "/secrets/", new VaultFault(500, "Lost") { AfterDoing = true, Times = 2 });

        using var made = _world.Vault().OpenGrantSecret(Scope);
        using var read = _world.Vault().OpenGrantSecret(Scope);

        Assert.True(made.IsNew);
        Assert.Equal(made.Key, read.Key);
        Assert.Equal(3, Assert.Single(_world.Server.Secrets).Versions.Count);
    }

    [Fact]
    public void Open_VersionAddedByHand_KeepsToTheFirst()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        _world.Server.Age();
        _world.Server.Put(AzureWorld.GrantName(made.Key), "something else");

        using var read = _world.Vault().OpenGrantSecret(Scope);

        Assert.Equal(made.Key, read.Key);
        Assert.Equal([made.Key], _world.Vault().GrantKeys());
    }

    [Fact]
    public void Open_DeletedByHand_RefusesUntilRecovered()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        var name = AzureWorld.GrantName(made.Key);
        _world.Server.Do("DELETE", $"/secrets/{name}");

        var error = Assert.Throws<KeyVaultException>(() => _world.Vault().OpenGrantSecret(Scope));

        Assert.Contains("deleted by hand", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(name, error.Location, StringComparison.Ordinal);
        _world.Server.Do("POST", $"/deletedsecrets/{name}/recover");
        using var recovered = _world.Vault().OpenGrantSecret(Scope);
        Assert.Equal(made.Key, recovered.Key);
    }

    [Fact]
    public void Open_SecretDisabledOrExpired_Refuses()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        var version = _world.Server.Secret(AzureWorld.GrantName(made.Key)).Versions[0];
        version.Enabled = false;
        Assert.Contains("is disabled", Assert.Throws<KeyVaultException>(() => _world.Vault().OpenGrantSecret(Scope)).Message, StringComparison.Ordinal);
        (version.Enabled, version.Expires) = (true, Noon.AddYears(-1));

        Assert.Contains("expired on 2025-11-22", Assert.Throws<KeyVaultException>(() => _world.Vault().GrantKeys()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NamesAndTags_AreSafeAndHoldNoSecret()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        _world.Vault().DestroyGrantSecret(new GrantKey(Scope, new string('e', 32)), "GATEWAY_REVOKED", Noon);
        var secret = Convert.ToHexStringLower(made.Bytes);

        Assert.Equal(2, _world.Server.Secrets.Count);
        Assert.All(_world.Server.Secrets, s => Assert.Matches(Safe(), s.Name));
        Assert.All(_world.Server.Secrets, s => Assert.Equal("homes-and-money", s.Versions[^1].Tags["rule"]));
        Assert.DoesNotContain(_world.Server.Secrets.SelectMany(s => s.Versions).SelectMany(v => v.Tags), t => t.Value.Contains(secret[..16], StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Server.Requests, r => r.Contains(secret[..16], StringComparison.Ordinal));
    }

    [Fact]
    public void GrantKeys_MoreThanAPage_AreAllListed()
    {
        _world.Server.PageSize = 3;
        var made = Enumerable.Range(0, 10).Select(i => Imported(Hash(i))).OrderBy(k => k.Scope.ContentHash, StringComparer.Ordinal).ToList();
        Enumerable.Range(20, 5).ToList().ForEach(i => _world.Vault().DestroyGrantSecret(new GrantKey(Scope with { ContentHash = Hash(i) }, new string('e', 32)), "GATEWAY_REVOKED", Noon));

        Assert.Equal(made, _world.Vault().GrantKeys());
        Assert.Equal(5, _world.Vault().GrantTombstones().Count);
    }

    [Fact]
    public void Values_AreReadOnceAndForgottenWhenDestroyed()
    {
        var vault = _world.Vault();
        using var made = vault.OpenGrantSecret(Scope);
        _world.Server.Requests.Clear();
        vault.OpenGrantSecret(Scope).Dispose();
        vault.GrantKeys();

        Assert.DoesNotContain(_world.Server.Requests, r => ReadOfAValue().IsMatch(r));
        Assert.Equal(1, vault.CachedCount);
        _world.Server.Secret(AzureWorld.GrantName(made.Key)).Versions[0].Enabled = false;
        Assert.Throws<KeyVaultException>(() => vault.OpenGrantSecret(Scope));
        vault.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        Assert.Equal(0, vault.CachedCount);
    }

    // There is one for each dataset and month: the list alone says which, and a tag that somebody changed is not believed.
    [Fact]
    public void Keys_OfDatasets_AreListedWithoutReadingOne()
    {
        var scopes = Enumerable.Range(1, 5).Select(month => DatasetKeys.ScopeOf(new DatasetPeriod("food-vouchers", $"2026-0{month}", "w", 1))).ToList();
        var vault = _world.Vault();
        var made = scopes.ConvertAll(scope =>
        {
            using var secret = vault.OpenGrantSecret(scope);
            return secret.Key;
        });
        _world.Server.Requests.Clear();

        Assert.Equal(made.OrderBy(key => key.Scope.ContentHash, StringComparer.Ordinal), _world.Vault().GrantKeys());
        Assert.DoesNotContain(_world.Server.Requests, r => ReadOfAValue().IsMatch(r) || r.Contains("versions", StringComparison.Ordinal));

        _world.Server.Secret(AzureWorld.GrantName(made[0])).Versions[0].Tags["rule"] = DatasetKeys.ScopeOf(new DatasetPeriod("food-vouchers", "2026-09", "w", 1)).RuleId;
        Assert.Equal("2026-01", DatasetKeys.PeriodOf(_world.Vault().GrantKeys().Single(key => key.KeyId == made[0].KeyId))!.Month);
    }

    [Fact]
    public void Destroy_PurgeProtection_SaysUntilWhenItCanBeRecovered()
    {
        _world.Server.PurgeProtection = true;
        using var made = _world.Vault().OpenGrantSecret(Scope);
        var name = AzureWorld.GrantName(made.Key);

        var tombstone = _world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);

        Assert.Equal(_world.Server.Secret(name).DeletedOn!.Value.AddDays(90), tombstone.RecoverableUntil);
        Assert.Equal([tombstone], _world.Vault().GrantTombstones());
        Assert.Empty(_world.Vault().GrantKeys());
        using var next = _world.Vault().OpenGrantSecret(Scope);
        Assert.NotEqual(made.Key.KeyId, next.Key.KeyId);

        _world.Server.Do("POST", $"/deletedsecrets/{name}/recover");
        Assert.Equal([next.Key], _world.Vault().GrantKeys());
        Assert.NotNull(_world.Server.Secret(name).DeletedOn);
        Assert.Equal(tombstone.Reason, Assert.Single(_world.Vault().GrantTombstones()).Reason);
    }

    [Fact]
    public void Destroy_IdentityMayNotPurge_SaysUntilWhenItCanBeRecovered()
    {
        _world.Server.Denied.Add("purge");
        using var made = _world.Vault().OpenGrantSecret(Scope);

        var tombstone = _world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);

        Assert.NotNull(tombstone.RecoverableUntil);
        Assert.Empty(_world.Vault().GrantKeys());
    }

    [Fact]
    public void Destroy_IdentityMayNotDelete_StopsEveryUseUntilItMay()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        _world.Server.Denied.Add("delete");

        Assert.Throws<KeyVaultException>(() => _world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon));
        Assert.Contains("may not be deleted by this identity", Assert.Throws<KeyVaultException>(() => _world.Vault().OpenGrantSecret(Scope)).Message, StringComparison.Ordinal);
        _world.Server.Denied.Clear();

        Assert.Empty(_world.Vault().GrantKeys());
        Assert.Null(Assert.Single(_world.Vault().GrantTombstones()).RecoverableUntil);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Destroy_VaultTakesItsTime_IsWaitedFor(int looks)
    {
        _world.Server.SettlesAfter = looks;
        using var made = _world.Vault().OpenGrantSecret(Scope);

        Assert.Null(_world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon).RecoverableUntil);
        Assert.Equal(AzureWorld.TombstoneName(made.Key), Assert.Single(_world.Server.Secrets).Name);
    }

    [Fact]
    public void Destroy_VaultThatKeepsNothingDeleted_IsDone()
    {
        _world.Server.KeepsDeleted = false;
        using var made = _world.Vault().OpenGrantSecret(Scope);

        Assert.Null(_world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon).RecoverableUntil);
        Assert.Single(_world.Server.Secrets);
    }

    public static TheoryData<string, string, int, bool> Steps()
    {
        var steps = new TheoryData<string, string, int, bool>();
        foreach (var isDone in new[] { false, true })
        {
            steps.Add("PUT", "/secrets/linkage-destroyed-", 0, isDone);
            steps.Add("DELETE", "/secrets/linkage-grant-", 0, isDone);
            steps.Add("GET", "/deletedsecrets/linkage-grant-", 0, isDone);
            steps.Add("DELETE", "/deletedsecrets/linkage-grant-", 0, isDone);
            steps.Add("GET", "/deletedsecrets/linkage-grant-", 1, isDone);
            steps.Add("PUT", "/secrets/linkage-destroyed-", 1, isDone);
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Destroy_EndedAtAnyStep_IsOldOrNewAtTheNextCall(string method, string path, int skips, bool isDone)
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        var secret = Convert.ToHexStringLower(made.Bytes);
        _world.Server.Fail(method, path, new VaultFault(500, "Killed") { Skips = skips, AfterDoing = isDone });
        var error = Assert.Throws<KeyVaultException>(() => _world.Vault(_world.Options with { Retries = 0 }).DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon));
        Assert.DoesNotContain(secret[..16], error.ToString(), StringComparison.Ordinal);
        Assert.Contains(_world.Server.Requests, r => r.StartsWith($"{method} {path}", StringComparison.Ordinal) && r.EndsWith(" 500", StringComparison.Ordinal));
        _world.Server.Heal();

        var next = _world.Vault();
        var keys = next.GrantKeys();

        if (method == "PUT" && skips == 0 && !isDone)
        {
            Assert.Equal([made.Key], keys);
            Assert.Empty(next.GrantTombstones());
        }
        else
        {
            Assert.Empty(keys);
            Assert.Equal(new GrantTombstone(made.Key, Noon, "GATEWAY_REVOKED"), Assert.Single(next.GrantTombstones()));
            Assert.DoesNotContain(_world.Server.Secrets.SelectMany(s => s.Versions), v => v.Value.Contains(secret, StringComparison.Ordinal));
        }

        Assert.Equal(new GrantTombstone(made.Key, Noon, "GATEWAY_REVOKED"), next.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon));
    }

    [Fact]
    public void Destroy_RestoredFromABackupOfTheVault_IsDestroyedAgain()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        var options = new SecretClientOptions(SecretClientOptions.ServiceVersion.V7_4) { Transport = _world.Transport() };
        var officer = new SecretClient(_world.Server.Address, new OfficerCredential(_world.Server), options);
        var backup = officer.BackupSecret(AzureWorld.GrantName(made.Key)).Value;
        _world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);

        officer.RestoreSecretBackup(backup);
        Assert.Equal(2, _world.Server.Secrets.Count);

        Assert.Empty(_world.Vault().GrantKeys());
        Assert.Equal(AzureWorld.TombstoneName(made.Key), Assert.Single(_world.Server.Secrets).Name);
    }

    [Fact]
    public void Destroy_TombstoneDeletedByHand_ComesBack()
    {
        using var made = _world.Vault().OpenGrantSecret(Scope);
        _world.Vault().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        _world.Server.Do("DELETE", $"/secrets/{AzureWorld.TombstoneName(made.Key)}");
        Assert.Empty(_world.Vault().GrantTombstones());

        _world.Vault().DestroyGrantSecret(made.Key, "RULE_EXPIRED", Noon);

        Assert.Equal("RULE_EXPIRED", Assert.Single(_world.Vault().GrantTombstones()).Reason);
    }

    private static string Hash(int number) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)));

    private GrantKey Imported(string contentHash)
    {
        var scope = Scope with { ContentHash = contentHash };
        using var secret = new GrantSecret(scope, [.. Enumerable.Range(contentHash[0], 32).Select(i => (byte)i)], isNew: true);
        _world.Server.Put(AzureWorld.GrantName(secret.Key), System.Text.Encoding.UTF8.GetString(GrantKeyFile.Write(scope, secret.Bytes)));
        return secret.Key;
    }

    private GrantSecret Loser()
    {
        var secret = new GrantSecret(Scope, [.. Enumerable.Range(1, 32).Select(i => (byte)i)], isNew: true);
        _world.Server.Put(AzureWorld.GrantName(secret.Key), System.Text.Encoding.UTF8.GetString(GrantKeyFile.Write(Scope, secret.Bytes)));
        return secret;
    }

    private void Purge(string name)
    {
        _world.Server.Do("DELETE", $"/secrets/{name}");
        _world.Server.Do("DELETE", $"/deletedsecrets/{name}");
    }

    [GeneratedRegex("^[0-9a-zA-Z-]{1,127}$")]
    private static partial Regex Safe();

    [GeneratedRegex("^GET /secrets/linkage-grant-[0-9a-f-]+/[0-9a-f]{32} ")]
    private static partial Regex ReadOfAValue();

    private sealed class OfficerCredential(KeyVaultServer server) : Azure.Core.TokenCredential
    {
        public override Azure.Core.AccessToken GetToken(Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(server.Issue(), TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<Azure.Core.AccessToken> GetTokenAsync(Azure.Core.TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
