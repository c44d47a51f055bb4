using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Jobs.Notifying;

/// <summary>Posts messages as JSON, signed with a secret that the receiver shares: HMAC-SHA-256 over the timestamp, a dot and the body. No redirect is followed, and no answer is read.</summary>
/// <param name="secretOf">Reads a credential; null where there is none.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="patience">How long a receiver may take.</param>
internal sealed class WebhookSender(Func<string, byte[]?> secretOf, TimeProvider clock, TimeSpan patience) : IMessageSender
{
    /// <summary>Holds when it was signed, in seconds since 1970. A receiver refuses what is old.</summary>
    public const string TimestampHeader = "Linkage-Timestamp";

    /// <summary>Holds <c>v1=</c> and the signature in hex.</summary>
    public const string SignatureHeader = "Linkage-Signature";

    // A shorter one could be guessed from a message that somebody saw.
    private const int ShortestSecret = 16;

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken)
    {
        var webhook = recipient.Webhook!;
        var body = message.Json();
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (Sign(webhook.Secret, timestamp, body) is not { } signature)
        {
            return Undelivered.Credential;
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = patience, SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 } };
        if (webhook.CaFile is not null)
        {
            if (TrustedAuthorities.Of(webhook.CaFile) is not { } policy)
            {
                return Undelivered.Untrusted;
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        var isUntrusted = false;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => !(isUntrusted = errors != SslPolicyErrors.None);
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = content };
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, signature);
        using var limit = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? Undelivered.Credential : Undelivered.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return isUntrusted ? Undelivered.Untrusted : Undelivered.Unreachable;
        }
    }

    private string? Sign(string name, string timestamp, byte[] body)
    {
        if (secretOf(name) is not { } text)
        {
            return null;
        }

        try
        {
            // A file ends with a line; the secret does not.
            var secret = text.AsSpan().TrimEnd("\r\n"u8);
            return secret.Length < ShortestSecret ? null : $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, [.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body]))}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
