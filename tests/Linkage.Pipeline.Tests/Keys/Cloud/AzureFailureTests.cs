using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.TestKit.KeyVault;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

/// <summary>Each failure stops with what is wrong, where and what to do, and tells nothing of a key.</summary>
public sealed class AzureFailureTests : IDisposable
{
    private const string Digits = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee01";
    private const string RootPath = "/secrets/linkage-root";

    private readonly AzureWorld _world = new();

    public AzureFailureTests()
    {
        _world.Server.Put("linkage-root", $"linkage-root-key-v1\n{Digits}\n");
        _world.Server.Age();
    }

    private VaultSecretVersion Root => _world.Server.Secret("linkage-root").Versions[0];

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Read_NothingWrong_GivesTheRoot() => Assert.Equal(Digits, Convert.ToHexStringLower(_world.Vault().ReadRootSecret()));

    [Theory]
    [InlineData("get", "may not be read by this identity (403 ForbiddenByRbac)")]
    [InlineData("list", "may not be listed by this identity (403 ForbiddenByRbac)")]
    public void Read_RightDenied_SaysWhichDeed(string right, string problem)
    {
        _world.Server.Denied.Add(right);

        Assert.EndsWith("secrets/linkage-root", Stops(problem).Location, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingThere_SaysMissing()
    {
        _world.Server.Do("DELETE", "/secrets/linkage-root");
        _world.Server.Do("DELETE", "/deletedsecrets/linkage-root");

        Stops("is missing");
    }

    [Fact]
    public void Read_DeletedButRecoverable_SaysSo()
    {
        _world.Server.Do("DELETE", "/secrets/linkage-root");

        Stops("was deleted and can still be recovered");
        Assert.Contains("can still be recovered", Assert.Throws<KeyVaultException>(() => _world.Vault().CreateIfMissing()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Disabled_SaysSo()
    {
        Root.Enabled = false;

        Stops("is disabled");
    }

    [Fact]
    public void Read_DisabledBetweenListAndReading_SaysSo()
    {
        _world.Server.Before = (method, path) =>
        {
            Root.Enabled = path.EndsWith("/versions", StringComparison.Ordinal);
            return Task.CompletedTask;
        };

        Stops("is disabled");
    }

    [Fact]
    public void Read_Expired_SaysWhen()
    {
        Root.Expires = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

        Stops("expired on 2026-02-03 04:05 UTC");
    }

    [Fact]
    public void Read_NotValidYet_SaysWhen()
    {
        Root.NotBefore = new DateTimeOffset(2999, 2, 3, 4, 5, 6, TimeSpan.Zero);

        Stops("is not valid before 2999-02-03 04:05 UTC");
    }

    [Fact]
    public void Read_TokenRefused_SaysSo()
    {
        _world.Server.TakesTokens = false;

        Stops("does not accept the identity (401");
    }

    [Fact]
    public void Read_ChallengeForAnotherService_GivesNoTokenAway()
    {
        _world.Server.Resource = "https://vault.example.org";

        Stops("asks for a token for another service");
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public void Read_Firewall_SaysSo()
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(403, "ForbiddenByFirewall"));

        Stops("is closed to this machine by its firewall");
    }

    [Fact]
    public void Read_CertificateNotTrusted_SaysSo()
    {
        var vault = _world.Vault(_world.Options with { Transport = _world.Transport(trusting: false), Retries = 1 });

        Assert.Contains("certificate that this machine does not trust", Stops(vault).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NobodyThere_SaysUnreachable()
    {
        using var nobody = new HttpClientHandlerToNowhere();
        using var transport = new Azure.Core.Pipeline.HttpClientTransport(nobody);

        Assert.Contains("cannot be reached", Stops(_world.Vault(_world.Options with { Transport = transport })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public void Read_FailsAWhile_TriesAgainAndSucceeds(int status)
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(status, "Busy") { Times = 4 });

        Assert.Equal(Digits, Convert.ToHexStringLower(_world.Vault().ReadRootSecret()));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Read_FailsForGood_StopsAfterAllAttempts(int status)
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(status, "Busy"));

        Stops($"after all attempts ({status}");
        Assert.Equal(_world.Options.Retries + 1, _world.Server.Requests.Count);
    }

    [Fact]
    public void Read_RetryAfter_IsKeptTo()
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(429, "Throttled") { RetryAfter = 3600 });

        Stops("did not answer within 10 s", _world.Vault(_world.Options with { Patience = TimeSpan.FromSeconds(10), Clock = TimeProvider.System }));
        Assert.Single(_world.Server.Requests);
    }

    [Fact]
    public void Read_RetryAfterOfASecond_IsWaitedFor()
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(429, "Throttled") { RetryAfter = 1, Times = 1 });

        Assert.Equal(32, _world.Vault().ReadRootSecret().Length);
        Assert.StartsWith($"GET {RootPath}/versions", _world.Server.Requests.First(), StringComparison.Ordinal);
        Assert.Equal(1, _world.Server.Requests.Count(r => r.EndsWith(" 429", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_NoAnswerAtAll_StopsWhenPatienceEnds()
    {
        using var never = new SemaphoreSlim(0);
        _world.Server.Before = (_, _) => never.WaitAsync();

        Stops("did not answer within 2 s", _world.Vault(_world.Options with { Patience = TimeSpan.FromSeconds(2), Clock = TimeProvider.System }));
        never.Release(100);
    }

    [Fact]
    public void Read_AnotherAnswer_SaysTheStatus()
    {
        _world.Server.Fail("GET", RootPath, new VaultFault(418, "Teapot"));

        Stops("the vault answered 418 Teapot");
    }

    [Fact]
    public void Open_RightToWriteDenied_SaysSo()
    {
        _world.Server.Denied.Add("set");

        var error = Assert.Throws<KeyVaultException>(() => _world.Vault().OpenGrantSecret(new GrantScope(new string('a', 64), "rule", 1, "hash")));

        Assert.Contains("may not be written by this identity (403 ForbiddenByRbac)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://name.vault.azure.net/")]
    [InlineData("https://name.vault.azure.net/secrets")]
    [InlineData("https://user@name.vault.azure.net/")]
    public void Vault_NoPlainAddress_Throws(string address) =>
        Assert.Throws<ArgumentException>(() => new AzureKeyVault(new Uri(address), new Azure.Identity.ManagedIdentityCredential(Azure.Identity.ManagedIdentityId.SystemAssigned)));

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Vault(_world.Options with { Settling = TimeSpan.FromSeconds(1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Vault(_world.Options with { Patience = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Vault(_world.Options with { Retries = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Vault(_world.Options with { CacheTime = TimeSpan.FromDays(1) }));
    }

    private static KeyVaultException Stops(AzureKeyVault vault)
    {
        var error = Assert.Throws<KeyVaultException>(vault.ReadRootSecret);
        Assert.DoesNotContain(Digits[..8], error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        return error;
    }

    private KeyVaultException Stops(string problem, AzureKeyVault? vault = null)
    {
        var error = Stops(vault ?? _world.Vault());
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_world.Server.Address.AbsoluteUri, error.Location, StringComparison.Ordinal);
        return error;
    }

    private sealed class HttpClientHandlerToNowhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw Refused();

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw Refused();

        private static HttpRequestException Refused() => new("refused", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused));
    }
}
