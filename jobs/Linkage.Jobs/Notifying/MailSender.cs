using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Sending;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Linkage.Jobs.Notifying;

/// <summary>Mails messages as plain text. TLS by STARTTLS is required, but for a server on the machine itself whose certificate nobody named.</summary>
/// <param name="server">The server.</param>
/// <param name="secretOf">Reads a credential; null where there is none.</param>
/// <param name="patience">How long the server may take for each answer.</param>
internal sealed class MailSender(MailServer server, Func<string, byte[]?> secretOf, TimeSpan patience) : IMessageSender
{
    /// <inheritdoc/>
    public async Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken)
    {
        var policy = server.CaFile is null ? null : TrustedAuthorities.Of(server.CaFile);
        if (policy is null && server.CaFile is not null)
        {
            return Undelivered.Untrusted;
        }

        var isUntrusted = false;
        using var client = new SmtpClient { Timeout = (int)patience.TotalMilliseconds, CheckCertificateRevocation = false, SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        client.ServerCertificateValidationCallback = (_, shown, _, errors) => !(isUntrusted = !TrustedAuthorities.Trust(shown, errors, policy));
        using var mail = Mail(recipient, message);
        using var limit = new CancellationTokenSource(patience * 3);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var isPlain = policy is null && Loopback.Is(server.Host);
            await client.ConnectAsync(server.Host, server.Port, isPlain ? SecureSocketOptions.None : SecureSocketOptions.StartTls, either.Token).ConfigureAwait(false);
            if (server.User is { } user && !await AuthenticateAsync(client, user, either.Token).ConfigureAwait(false))
            {
                return Undelivered.Credential;
            }

            await client.SendAsync(mail, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Code(e, isUntrusted) is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Code(e, isUntrusted);
        }

        await LeaveAsync(client, either.Token).ConfigureAwait(false);
        return null;
    }

    private static string? Code(Exception failure, bool isUntrusted) => failure switch
    {
        _ when isUntrusted => Undelivered.Untrusted,
        // The server offers no STARTTLS, or the greeting of TLS failed.
        NotSupportedException or SslHandshakeException => Undelivered.Untrusted,
        System.Security.Authentication.AuthenticationException or MailKit.Security.AuthenticationException => Undelivered.Credential,
        SmtpCommandException => Undelivered.Refused,
        ProtocolException or IOException or System.Net.Sockets.SocketException or OperationCanceledException or TimeoutException => Undelivered.Unreachable,
        _ => null,
    };

    // The server has taken the message; how it says goodbye changes nothing.
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Code(e, isUntrusted: false) is not null)
        {
        }
    }

    private async Task<bool> AuthenticateAsync(SmtpClient client, string user, CancellationToken cancellationToken)
    {
        if (secretOf(server.Password!) is not { } text)
        {
            return false;
        }

        try
        {
            await client.AuthenticateAsync(Encoding.UTF8, user, Encoding.UTF8.GetString(text.AsSpan().TrimEnd("\r\n"u8)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private MimeMessage Mail(Recipient recipient, Message message)
    {
        var mail = new MimeMessage
        {
            Subject = message.Subject,
            Date = message.At,
            MessageId = $"{message.Id}@{server.From[(server.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Body = new TextPart("plain") { Text = message.PlainText() },
        };
        mail.From.Add(new MailboxAddress(message.Title, server.From));
        mail.To.Add(MailboxAddress.Parse(recipient.Address!));
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return mail;
    }
}
