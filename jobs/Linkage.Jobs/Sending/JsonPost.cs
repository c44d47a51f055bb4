using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;

namespace Linkage.Jobs.Sending;

/// <summary>Posts JSON to one address. No redirect is followed, no cookie kept, and no answer is read.</summary>
internal static class JsonPost
{
    /// <summary>Posts it.</summary>
    /// <param name="url">The address.</param>
    /// <param name="caFile">The PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
    /// <param name="body">The JSON, in UTF-8.</param>
    /// <param name="head">Adds to the head of the question.</param>
    /// <param name="patience">How long the server may take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PostResult> SendAsync(Uri url, string? caFile, byte[] body, Action<HttpRequestHeaders> head, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = patience, SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 } };
        if (caFile is not null)
        {
            if (TrustedAuthorities.Of(caFile) is not { } policy)
            {
                return PostResult.Untrusted;
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        var isUntrusted = false;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => !(isUntrusted = errors != SslPolicyErrors.None);
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        head(request.Headers);
        using var limit = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? PostResult.Taken : answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? PostResult.Denied : PostResult.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return isUntrusted ? PostResult.Untrusted : PostResult.Unreachable;
        }
    }
}

/// <summary>What became of a post. Nothing that a server said is kept: it may quote an address.</summary>
internal enum PostResult
{
    /// <summary>The server took it.</summary>
    Taken,

    /// <summary>The server cannot be reached, broke off, or did not answer in time.</summary>
    Unreachable,

    /// <summary>The server answered, and did not take it.</summary>
    Refused,

    /// <summary>The server is not the one it should be, or the file of authorities cannot be used.</summary>
    Untrusted,

    /// <summary>The server does not accept the credential.</summary>
    Denied,
}
