using Azure.Core;
using Azure.Core.Pipeline;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.TestKit;
using Linkage.TestKit.KeyVault;

namespace Linkage.Pipeline.Tests.Keys.Cloud;

/// <summary>A stand-in vault, and workers that ask it through the real client. The clock of both runs fifty times as fast as the machine's.</summary>
public sealed class AzureWorld : IDisposable
{
    private readonly List<IDisposable> _ours = [];

    public AzureWorld() => Server = KeyVaultServer.Start(Clock);

    public RushedTimeProvider Clock { get; } = new(50);

    public KeyVaultServer Server { get; }

    public AzureKeyVaultOptions Options => new() { Clock = Clock, Patience = TimeSpan.FromMinutes(10), RetryDelay = TimeSpan.FromMilliseconds(1), Transport = Transport() };

    public static string GrantName(GrantKey key) => $"linkage-grant-{key.Scope.ContentHash}-{key.KeyId}";

    public static string TombstoneName(GrantKey key) => $"linkage-destroyed-{key.Scope.ContentHash}-{key.KeyId}";

    public HttpPipelineTransport Transport(bool trusting = true)
    {
        var transport = new HttpClientTransport(Server.Handler(trusting));
        _ours.Add(transport);
        return transport;
    }

    /// <summary>A worker with nothing in memory.</summary>
    public AzureKeyVault Vault(AzureKeyVaultOptions? options = null, TokenCredential? credential = null)
    {
        var vault = new AzureKeyVault(Server.Address, credential ?? new Issued(Server), options ?? Options);
        _ours.Add(vault);
        return vault;
    }

    public void Dispose()
    {
        _ours.ForEach(o => o.Dispose());
        Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    internal sealed class Issued(KeyVaultServer server) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal(["https://vault.azure.net/.default"], requestContext.Scopes);
            return new AccessToken(server.Issue(), TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
