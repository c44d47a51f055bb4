using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Notifying;

/// <summary>Sends to each recipient in their own way.</summary>
/// <param name="settings">How.</param>
/// <param name="keys">The workspace's folder of keys, which the vault is found by.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class MessageSender(NotificationSettings settings, string keys, TimeProvider clock) : IMessageSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken)
    {
        try
        {
            IMessageSender sender = recipient.Webhook is null ? new MailSender(settings.Mail!, Secret, Patience) : new WebhookSender(Secret, clock, Patience);
            return await sender.SendAsync(recipient, message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KeyVaultException or ProblemException)
        {
            return Undelivered.Credential;
        }
    }

    private byte[]? Secret(string name)
    {
        var vault = WorkspaceVault.Open(keys);
        using var opened = vault as IDisposable;
        return ((ICredentialVault)vault).ReadCredential(name);
    }
}
