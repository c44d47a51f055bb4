using Azure.Core;
using Azure.Identity;
using Linkage.Pipeline.Zones;
using Linkage.Pipeline.Zones.AzureBlob;

namespace Linkage.Pipeline.Tests.Zones.AzureBlob;

/// <summary>What a container that cannot be used is told as: what is wrong, where and what to do, and nothing of a request or an answer.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class AzureBlobFailureTests(AzuriteServer server) : IDisposable
{
    private const string Said = "sig=c2VjcmV0 Zyxwilda";

    private readonly BlobWorld _world = new(server);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", ZoneContainerProblem.NotFit, "may not be written by this identity (403 AuthorizationPermissionMismatch)", "Storage Blob Data Contributor")]
    [InlineData(403, "AuthorizationFailure", ZoneContainerProblem.NotFit, "network rules", "Let this machine's network in")]
    [InlineData(401, "InvalidAuthenticationInfo", ZoneContainerProblem.NotFit, "does not accept the identity", "LINKAGE_ZONES_IDENTITY")]
    [InlineData(409, "ContainerBeingDeleted", ZoneContainerProblem.NotFit, "is being deleted", "Find out who")]
    [InlineData(429, "TooManyRequests", ZoneContainerProblem.Unreachable, "did not do what was asked, after all attempts (429 TooManyRequests)", "Run again later")]
    [InlineData(503, "ServerBusy", ZoneContainerProblem.Unreachable, "did not do what was asked, after all attempts (503 ServerBusy)", "Run again later")]
    [InlineData(418, "sig=c2VjcmV0", ZoneContainerProblem.NotFit, "the service answered 418", "LINKAGE_ZONES")]
    public void Join_AnswerThatIsAFailure_SaysWhatToDoAndNothingElse(int status, string code, ZoneContainerProblem kind, string problem, string remedy)
    {
        var asked = 0;
        var store = _world.Store("one", new BlobLine(_ =>
        {
            asked++;
            return BlobLine.Failure(status, code, Said);
        }));

        var thrown = Assert.Throws<ZoneContainerException>(store.Join);

        Assert.Equal(kind, thrown.Kind);
        Assert.Equal(_world.Address.AbsoluteUri, thrown.Location);
        Assert.Contains(problem, thrown.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, thrown.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", thrown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Zyxwilda", thrown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal(kind == ZoneContainerProblem.Unreachable ? 1 + _world.Options.Retries : 1, Math.Min(asked, 1 + _world.Options.Retries));
        Assert.Empty(_world.Blobs);
    }

    [Fact]
    public void Join_NoContainer_NamesWhatToCreate()
    {
        using var world = new BlobWorld(server, isThere: false);

        var thrown = Assert.Throws<ZoneContainerException>(world.Store("one").Join);

        Assert.Equal(ZoneContainerProblem.NotFit, thrown.Kind);
        Assert.Contains("is not there (404 ContainerNotFound)", thrown.Problem, StringComparison.Ordinal);
        Assert.Contains("az storage container create", thrown.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_TokenForAnotherService_IsNotAccepted()
    {
        var store = new ZoneStore(_world.Folder.PathOf("one")).On(_world.Shared(credential: AzuriteServer.OtherCredential), CancellationToken.None);

        Assert.Equal(ZoneContainerProblem.NotFit, Assert.Throws<ZoneContainerException>(store.Join).Kind);
    }

    [Fact]
    public void Join_NoToken_SaysWhoGotNone()
    {
        var store = new ZoneStore(_world.Folder.PathOf("one")).On(_world.Shared(credential: new NoToken()), CancellationToken.None);

        var thrown = Assert.Throws<ZoneContainerException>(store.Join);

        Assert.Contains("the identity got no token", thrown.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Join_CertificateThatIsNotTrusted_StopsBeforeAnythingIsSent()
    {
        using var transport = server.Transport(trusting: false);
        var store = new ZoneStore(_world.Folder.PathOf("one")).On(_world.Shared(options: _world.Options with { Transport = transport, Retries = 0 }), CancellationToken.None);

        Assert.Contains("certificate that this machine does not trust", Assert.Throws<ZoneContainerException>(store.Join).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(503, "ServerBusy")]
    [InlineData(500, "InternalError")]
    public void Publish_ThrottledNowAndThen_IsTriedAgainAndEndsWhole(int status, string code)
    {
        var (asked, refused) = (0, 0);

        var set = BlobWorld.Publish(_world.Store("one", new BlobLine(Throttled)), Zone.Landing);
        var found = _world.Store("two", new BlobLine(Throttled)).FindWhole(Zone.Landing, "somebody", BlobWorld.Key)!;

        Assert.True(refused >= 8, $"{refused} of {asked}");
        Assert.Equal(BlobWorld.Content(set), BlobWorld.Content(found));

        HttpResponseMessage? Throttled(HttpRequestMessage request) => ++asked % 2 == 1 && ++refused > 0 ? BlobLine.Failure(status, code, Said) : null;
    }

    [Fact]
    public void Publish_AnswerToTheSealLost_IsNoOthersSet()
    {
        var lost = false;
        var set = BlobWorld.Publish(_world.Store("one", new BlobLine(afterwards: answer =>
        {
            if (lost || answer.RequestMessage!.Method != HttpMethod.Put || !answer.RequestMessage.RequestUri!.AbsolutePath.EndsWith(ZoneStore.SealName, StringComparison.Ordinal))
            {
                return answer;
            }

            lost = true;
            return BlobLine.Failure(503, "ServerBusy", Said);
        })), Zone.Landing);

        Assert.True(lost);
        Assert.Equal($"whole: {BlobWorld.Row}", BlobWorld.Content(set));
        Assert.Equal(3, _world.Blobs.Count);
    }

    [Fact]
    public void Require_ServiceThatIgnoresConditions_IsNotFit()
    {
        var store = _world.Store("one", new BlobWorld.Between(message => message.Request.Headers.Remove("If-None-Match")));

        var thrown = Assert.Throws<StorageNotFitException>(store.Join);

        Assert.Equal(_world.Address.AbsoluteUri, thrown.Zone);
        Assert.Contains("over one that is there", thrown.Problem, StringComparison.Ordinal);
        Assert.Empty(_world.Blobs);
    }

    [Fact]
    public void Require_ServiceThatDeletesWhatWasChangedSince_IsNotFit()
    {
        var store = _world.Store("one", new BlobWorld.Between(message => message.Request.Headers.Remove("If-Match")));

        Assert.Contains("changed since", Assert.Throws<StorageNotFitException>(store.Join).Problem, StringComparison.Ordinal);
        Assert.Empty(_world.Blobs);
    }

    [Theory]
    [InlineData("https://linkage.blob.core.windows.net/zones?sv=2024&sig=c2VjcmV0")]
    [InlineData("http://linkage.blob.core.windows.net/zones")]
    public void Open_AddressWithASignatureOrInPlain_IsRefused(string address) =>
        Assert.DoesNotContain("sig=", Assert.Throws<ArgumentException>(() => AzureBlobZones.Open(new Uri(address), AzuriteServer.Credential, _world.Options)).ToString(), StringComparison.Ordinal);

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("a secret thing");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("a secret thing");
    }
}
