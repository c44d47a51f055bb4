using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Linkage.Pipeline.Deliveries;
using Linkage.TestKit.Deliveries;
using Microsoft.AspNetCore.Http;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>Extracts by HTTPS with a certificate on both sides, from a server on loopback.</summary>
#pragma warning disable CA1001 // xunit ends it through DisposeAsync.
public sealed class HttpsDeliveryTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private const int Large = 5 << 20;

    private readonly TlsFileServer _server = new() { File = DeliveryWorld.Bytes(Large) };
    private readonly DeliveryWorld _world = new();

    private HttpsSource Source => new(new Uri($"{_server.Address}extracts/{DeliveryWorld.Name}?sig=secret"), "tax", _world.Folder.PathOf("ca.pem"), null, RequiresDigest: false);

    public Task InitializeAsync()
    {
        _world.Folder.Write("ca.pem", _server.Authority);
        _world.Vault.WriteCredential("tax", _server.Client);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Pull_File_ComesOnceAndUnderItsName()
    {
        var first = await _world.PullAsync(Source);
        var again = await _world.PullAsync(Source);

        Assert.Equal((DeliveryWorld.Name, true, false), (Path.GetFileName(first.Path), first.IsNew, again.IsNew));
        Assert.Equal(_server.File, _world.Shown());
        Assert.Equal(["200 from 0", "304"], _server.Answers);
    }

    [Theory]
    [InlineData("\"one\"", null)]
    [InlineData("W/\"one\"", null)]
    [InlineData(null, "Mon, 23 Nov 2026 05:00:00 GMT")]
    public async Task Look_Answer_IsToldFromAnotherWithoutItsBytes(string? tag, string? written)
    {
        _server.Tag = tag;
        _server.Instead = context =>
        {
            context.Response.Headers.LastModified = written;
            return Task.FromResult(false);
        };
        var first = await _world.LookAsync(Source);
        Assert.Equal(first, await _world.LookAsync(Source));

        (_server.Tag, written) = (tag?.Replace("one", "two", StringComparison.Ordinal), written?.Replace("05:", "06:", StringComparison.Ordinal));
        Assert.NotEqual(first, await _world.LookAsync(Source));
    }

    [Fact]
    public async Task Look_AnswerThatNothingTellsFromAnother_IsSaid()
    {
        _server.Tag = null;
        Assert.Equal("DELIVERY_NOT_UNDERSTOOD", (await Assert.ThrowsAsync<DeliveryException>(() => _world.LookAsync(Source))).Code);
    }

    [Fact]
    public async Task Pull_ConnectionCutInTheMiddle_GoesOnFromThere()
    {
        _server.BreaksAfter = 2 << 20;
        var cut = await _world.RefusedAsync(Source);
        Assert.Equal(("DELIVERY_UNREACHABLE", true), (cut.Code, cut.IsTransient));
        Assert.DoesNotContain("secret", cut.ToString() + cut.Where, StringComparison.Ordinal);

        _server.BreaksAfter = null;
        var rest = await _world.PullAsync(Source);

        Assert.InRange(rest.ResumedFrom, 1, 2 << 20);
        Assert.Equal($"206 from {rest.ResumedFrom}", _server.Answers[^1]);
        Assert.Equal(_server.File, _world.Shown());
    }

    [Fact]
    public async Task Pull_AnotherETagAfterACut_BeginsAnew()
    {
        _server.BreaksAfter = 2 << 20;
        await _world.RefusedAsync(Source);
        (_server.BreaksAfter, _server.Tag, _server.File) = (null, "\"two\"", DeliveryWorld.Bytes(Large, 2));

        var whole = await _world.PullAsync(Source);

        Assert.Equal(0, whole.ResumedFrom);
        Assert.Equal(_server.File, _world.Shown());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"weak\"")]
    public async Task Pull_NoStrongETag_BeginsAnewAfterACut(string? tag)
    {
        (_server.Tag, _server.BreaksAfter) = (tag, 2 << 20);
        await _world.RefusedAsync(Source);
        _server.BreaksAfter = null;

        Assert.Equal(0, (await _world.PullAsync(Source)).ResumedFrom);
        Assert.Equal(_server.File, _world.Shown());
    }

    [Theory]
    [InlineData("Repr-Digest", "sha-256=:{0}:")]
    [InlineData("Digest", "SHA-256={0}")]
    public async Task Pull_DigestInTheHead_HasToBeTheFiles(string header, string form)
    {
        var told = Convert.ToBase64String(SHA256.HashData("another"u8));
        _server.Instead = Head(header, form, () => told);
        Assert.Equal(("DELIVERY_DIGEST", false), await CodeAsync(Source));

        told = Convert.ToBase64String(SHA256.HashData(_server.File));
        await _world.PullAsync(Source with { RequiresDigest = true });
        Assert.Equal(_server.File, _world.Shown());
    }

    [Fact]
    public async Task Pull_DigestThatIsAskedFor_HasToBeGiven()
    {
        Assert.Equal(("DELIVERY_DIGEST", false), await CodeAsync(Source with { RequiresDigest = true }));

        var digests = new Uri($"{_server.Address}SHA256");
        var text = "not a digest";
        _server.Instead = async context =>
        {
            if (context.Request.Path == "/SHA256")
            {
                await context.Response.WriteAsync(text);
                return true;
            }

            return false;
        };
        Assert.Equal(("DELIVERY_DIGEST", false), await CodeAsync(Source with { DigestUrl = digests }));
        text = new string('0', 64);
        Assert.Equal(("DELIVERY_DIGEST", false), await CodeAsync(Source with { DigestUrl = digests }));
        text = $"{DeliveryWorld.Sha256(_server.File)}  {DeliveryWorld.Name}\n";
        await _world.PullAsync(Source with { DigestUrl = digests });
        Assert.Equal(_server.File, _world.Shown());
    }

    [Theory]
    [InlineData(401, "DELIVERY_DENIED", false)]
    [InlineData(403, "DELIVERY_DENIED", false)]
    [InlineData(404, "DELIVERY_NOT_READY", true)]
    [InlineData(410, "DELIVERY_NOT_UNDERSTOOD", false)]
    [InlineData(429, "DELIVERY_UNREACHABLE", true)]
    [InlineData(503, "DELIVERY_UNREACHABLE", true)]
    public async Task Pull_Status_IsToldAsWhatItMeans(int status, string code, bool isTransient)
    {
        _server.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        Assert.Equal((code, isTransient), await CodeAsync(Source));
    }

    [Fact]
    public async Task Pull_Redirect_IsFollowedWithinTheServerAlone()
    {
        var location = "https://127.0.0.1:1/elsewhere";
        _server.Instead = context =>
        {
            if (context.Request.Path == "/there")
            {
                return Task.FromResult(false);
            }

            context.Response.Redirect(location);
            return Task.FromResult(true);
        };
        Assert.Equal(("DELIVERY_UNTRUSTED", false), await CodeAsync(Source));

        foreach (var unreadable in new[] { "//host:99999999/x", "https://", "http://[::1" })
        {
            location = unreadable;
            Assert.Equal(("DELIVERY_NOT_UNDERSTOOD", false), await CodeAsync(Source));
        }

        location = "/there";
        await _world.PullAsync(Source);
        Assert.Equal(_server.File, _world.Shown());
    }

    [Fact]
    public async Task Pull_BodyWithoutEnd_IsGivenUp()
    {
        _server.Instead = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1 << 16], context.RequestAborted);
            }

            return true;
        };

        Assert.Equal(("DELIVERY_TOO_LARGE", false), await CodeAsync(Source with { MaximumBytes = 3 << 20 }));
        Assert.Empty(Directory.GetFiles(_world.InboxFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Pull_MoreThanTheRangeSaid_IsNotKept()
    {
        _server.BreaksAfter = 2 << 20;
        await _world.RefusedAsync(Source);
        _server.Instead = async context =>
        {
            var from = new FileInfo(Path.Combine(_world.InboxFolder, ".delivery", "partial")).Length;
            (context.Response.StatusCode, context.Response.Headers.ETag, context.Response.Headers.ContentRange) = (206, _server.Tag, $"bytes {from}-{Large - 1}/{Large}");
            await context.Response.Body.WriteAsync(new byte[Large]);
            return true;
        };

        Assert.Equal(("DELIVERY_NOT_UNDERSTOOD", false), await CodeAsync(Source));
        Assert.Empty(Directory.GetFiles(_world.InboxFolder, "*", SearchOption.AllDirectories));
    }

    // Never silent, and never at an end.
    [Fact]
    public async Task Pull_ByteNowAndThen_IsOverAtTheDeadline()
    {
        _server.Instead = async context =>
        {
            context.Response.ContentLength = Large;
            while (true)
            {
                await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        };

        var refused = await _world.RefusedAsync(Source with { Deadline = TimeSpan.FromSeconds(3) });

        Assert.Equal(("DELIVERY_UNREACHABLE", true), (refused.Code, refused.IsTransient));
        Assert.Contains("deadline", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_CertificateThatNamesItsIssuer_HasNobodyAsked(bool isPinned)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        // The server looks for its own issuer when it starts: nobody listens yet.
        listener.Stop();
        await using var stranger = new TlsFileServer(new Uri($"http://127.0.0.1:{port}/issuer.cer"));
        using var silent = new TcpListener(IPAddress.Loopback, port);
        silent.Start();

        var refused = await _world.RefusedAsync(Source with { Url = new Uri($"{stranger.Address}x.csv"), CaFile = isPinned ? Source.CaFile : null });

        Assert.Equal("DELIVERY_UNTRUSTED", refused.Code);
        Assert.False(silent.Pending());
    }

    [Fact]
    public async Task Pull_AuthoritiesThatOthersMayWrite_PinNobody()
    {
        File.SetUnixFileMode(Source.CaFile!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);

        var refused = await _world.RefusedAsync(Source);

        Assert.Equal("DELIVERY_UNTRUSTED", refused.Code);
        Assert.Contains("chmod go-w", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Answers);
    }

    [Fact]
    public async Task Pull_SilentServer_IsWaitedForNoLonger()
    {
        _server.Instead = async context =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted);
            return true;
        };

        var refused = await _world.RefusedAsync(Source, limits: new DeliveryLimits(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)));

        Assert.Equal("DELIVERY_UNREACHABLE", refused.Code);
    }

    [Fact]
    public async Task Pull_CertificateThatIsNotTrusted_IsRefusedOnEitherSide()
    {
        Assert.Equal(("DELIVERY_UNTRUSTED", false), await CodeAsync(Source with { CaFile = null }));

        _world.Vault.WriteCredential("tax", _server.Stranger);
        await Assert.ThrowsAsync<DeliveryException>(() => _world.PullAsync(Source));
        Assert.Empty(_server.Answers);
    }

    private static Func<HttpContext, Task<bool>> Head(string header, string form, Func<string> digest) => context =>
    {
        context.Response.Headers[header] = form.Replace("{0}", digest(), StringComparison.Ordinal);
        return Task.FromResult(false);
    };

    private async Task<(string Code, bool IsTransient)> CodeAsync(HttpsSource source) => await _world.RefusedAsync(source) is var refused ? (refused.Code, refused.IsTransient) : default;
}
