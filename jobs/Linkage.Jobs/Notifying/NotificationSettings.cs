namespace Linkage.Jobs.Notifying;

/// <summary>The section <c>notifications</c> of the configuration file.</summary>
/// <param name="Title">What messages call this installation.</param>
/// <param name="PerHour">Most messages to one recipient in an hour; what is beyond comes together in one.</param>
/// <param name="Mail">How mail is sent; null where no recipient has an address.</param>
/// <param name="Recipients">Who is told, by name.</param>
internal sealed record NotificationSettings(string Title, int PerHour, MailServer? Mail, IReadOnlyList<Recipient> Recipients);

/// <summary>A server that takes mail.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">The address that mail is from.</param>
/// <param name="User">The account there; null for none.</param>
/// <param name="Password">Name of the credential with its password; null for none.</param>
/// <param name="CaFile">The PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
internal sealed record MailServer(string Host, int Port, string From, string? User, string? Password, string? CaFile);

/// <summary>Who is told of what.</summary>
/// <param name="Name">Name of a role, as in <c>data-engineers</c>. It is recorded; the address is not.</param>
/// <param name="On">The kinds of things.</param>
/// <param name="Projects">The projects; empty for all. What belongs to no project is told in any case.</param>
/// <param name="Webhook">Where it is posted to; null for mail.</param>
/// <param name="Address">Where it is mailed to; null for a webhook.</param>
internal sealed record Recipient(string Name, IReadOnlySet<NoticeKind> On, IReadOnlySet<string> Projects, Webhook? Webhook, string? Address)
{
    /// <summary>Whether a thing is for them.</summary>
    public bool Wants(Happening happening) => On.Contains(happening.Kind) && (Projects.Count == 0 || happening.Project is null || Projects.Contains(happening.Project));
}

/// <summary>An address that messages are posted to.</summary>
/// <param name="Url">HTTPS, or HTTP on the machine itself. It may hold a token, so no message and no log names it.</param>
/// <param name="Secret">Name of the credential that signs.</param>
/// <param name="CaFile">The PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
internal sealed record Webhook(Uri Url, string Secret, string? CaFile);
