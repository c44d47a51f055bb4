using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Sending;

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

        var result = await JsonPost.SendAsync(
            webhook.Url,
            webhook.CaFile,
            body,
            head =>
            {
                head.Add(TimestampHeader, timestamp);
                head.Add(SignatureHeader, signature);
            },
            patience,
            cancellationToken).ConfigureAwait(false);
        return result switch
        {
            PostResult.Taken => null,
            PostResult.Unreachable => Undelivered.Unreachable,
            PostResult.Refused => Undelivered.Refused,
            PostResult.Untrusted => Undelivered.Untrusted,
            PostResult.Denied => Undelivered.Credential,
        };
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
