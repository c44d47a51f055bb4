using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Deliveries;

/// <summary>A client for one server: its certificate checked, ours shown, no redirect to another host, no cookie, nothing unpacked.</summary>
internal sealed class HttpsConnection : IDisposable
{
    private const int MostRedirects = 5;
    private const int LongestDigest = 4096;

    private readonly HttpClient _client;
    private readonly X509Certificate2? _certificate;
    private readonly string _where;
    private readonly DeliveryLimits _limits;
    private readonly TimeProvider _clock;
    private bool _isUntrusted;

    /// <summary>Makes it; nothing is connected yet.</summary>
    /// <exception cref="KeyVaultException">The credential cannot be used.</exception>
    /// <exception cref="DeliveryException">The file of authorities cannot be used.</exception>
    public HttpsConnection(HttpsSource source, CredentialFiles credentials, DeliveryLimits limits, TimeProvider clock)
    {
        (_where, _limits, _clock) = (source.Where, limits, clock);
        _certificate = source.ClientCertificate is { } name ? credentials.ReadCertificate(name) : null;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = limits.Connect,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificates = _certificate is null ? null : [_certificate],
                CertificateChainPolicy = ServerTrust.Policy(source.CaFile, source.Where),
                RemoteCertificateValidationCallback = (_, _, _, errors) => !(_isUntrusted = errors != SslPolicyErrors.None),
            },
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks for an address, and follows the server where it leads within itself.</summary>
    /// <param name="address">The address.</param>
    /// <param name="conditions">Adds to the head of the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The head of the answer; its body is still to come.</returns>
    public async Task<HttpResponseMessage> GetAsync(Uri address, Action<HttpRequestHeaders> conditions, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("identity") } } };
            conditions(question.Headers);
            var answer = await WithinAsync(token => _client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken).ConfigureAwait(false);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return answer;
            }

            using (answer)
            {
                if (answer.Headers.Location is not { } location || !Uri.TryCreate(address, location, out var next))
                {
                    throw new DeliveryException(DeliveryProblem.NotUnderstood, _where, "was not fetched: the server leads to what is no address", "Pass that on to whoever runs it, or write the address at which the file is in the configuration.");
                }

                address = next.Scheme == address.Scheme && next.Authority == address.Authority && next.UserInfo.Length == 0 && redirects < MostRedirects
                    ? next
                    : throw new DeliveryException(DeliveryProblem.Untrusted, _where, "was not fetched: the server leads to another one, or in a ring", "Write the address at which the file is in the configuration.");
            }
        }
    }

    /// <summary>Reads the digest that lies at an address.</summary>
    public async Task<string> DigestAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(address, _ => { }, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw HttpsFailure.Of(HttpsSource.Plain(address), answer.StatusCode);
        }

        var text = new MemoryStream();
        await CopyAsync(answer, bytes => text.Write(bytes.Span[..(int)Math.Min(bytes.Length, LongestDigest - text.Length)]), () => text.Length < LongestDigest, cancellationToken).ConfigureAwait(false);
        return HttpsDigest.Of(Encoding.ASCII.GetString(text.ToArray()))
            ?? throw new DeliveryException(DeliveryProblem.Digest, HttpsSource.Plain(address), "has no digest: what lies at the address for it does not begin with a SHA-256 in hex", "Ask its operator, or correct digest in the configuration.");
    }

    /// <summary>Reads the body of an answer to the end of a file.</summary>
    public Task ReadAsync(HttpResponseMessage answer, ArrivingFile to, CancellationToken cancellationToken) => CopyAsync(answer, bytes => to.Append(bytes.Span), () => true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _certificate?.Dispose();
    }

    private async Task CopyAsync(HttpResponseMessage answer, Action<ReadOnlyMemory<byte>> to, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        var body = await WithinAsync(answer.Content.ReadAsStreamAsync, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        while (goesOn())
        {
            var read = await WithinAsync(token => body.ReadAsync(buffer, token).AsTask(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            to(buffer.AsMemory(0, read));
        }
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_limits.Silence, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(e);
        }
    }

    private DeliveryException Failure(Exception failure) => failure switch
    {
        _ when _isUntrusted => new(DeliveryProblem.Untrusted, _where, "was not fetched: the certificate of the server is not one that is trusted for its name", "Check url and caFile in the configuration; where a proxy of your own opens TLS, have its authority in that file. The check cannot be switched off."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } => new(
            DeliveryProblem.Denied, _where, "was not fetched: the server broke off the greeting, as one does that does not accept the certificate it was shown", "Check clientCertificate in the configuration, that it is registered there and has not ended."),
        OperationCanceledException => HttpsFailure.Unreachable(_where, FormattableString.Invariant($"stopped on its way: the server was silent for {_limits.Silence.TotalSeconds:0} s")),
        _ => HttpsFailure.Unreachable(_where, "was not fetched whole: the server cannot be reached, or broke off"),
    };
}
