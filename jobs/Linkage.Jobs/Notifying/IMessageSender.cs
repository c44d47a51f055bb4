namespace Linkage.Jobs.Notifying;

/// <summary>Sends a message to a recipient, once.</summary>
internal interface IMessageSender
{
    /// <summary>Sends it.</summary>
    /// <returns>Why it was not sent, a code of <see cref="Undelivered"/>; null when it was.</returns>
    /// <exception cref="OperationCanceledException">The host stops; whether it arrived is not known.</exception>
    Task<string?> SendAsync(Recipient recipient, Message message, CancellationToken cancellationToken);
}
