using System.Globalization;

namespace Linkage.Pipeline.Deliveries;

/// <summary>Where the extract of one dataset comes from, as the configuration says.</summary>
public abstract record DeliverySource
{
    /// <summary>Largest file that is taken, in bytes, unless the configuration says otherwise: 20 GiB.</summary>
    public const long UsualMaximumBytes = 20L << 30;

    /// <summary>How long one file may take unless the configuration says otherwise: two hours.</summary>
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromHours(2);

    private protected DeliverySource()
    {
    }

    /// <summary>The kind, as the configuration writes it.</summary>
    public abstract string Kind { get; }

    /// <summary>Where it is, fit for a message: never a user's password, a query or a key.</summary>
    public abstract string Where { get; }

    /// <summary>Largest file that is taken, in bytes.</summary>
    public long MaximumBytes { get; init; } = UsualMaximumBytes;

    /// <summary>How long one file may take, from the first question to its last byte.</summary>
    public TimeSpan Deadline { get; init; } = UsualDeadline;

    /// <summary>When a new file is due; null where nobody says.</summary>
    public DeliveryDue? Due { get; init; }
}

/// <summary>When a new file is due, by the wall clock of Europe/London.</summary>
/// <param name="Cron">Minute, hour, day of the month, month and day of the week, as cron(5) has them.</param>
/// <param name="Grace">How long after that it is late.</param>
public sealed record DeliveryDue(string Cron, TimeSpan Grace)
{
    /// <summary>How long after it is due a file is late unless the configuration says otherwise: an hour.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromHours(1);
}

/// <summary>A folder of this machine, or one that is mounted, that somebody else writes into.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="DoneMarker">Whether a file is whole when <c>NAME.done</c> lies beside it.</param>
/// <param name="Settle">Without a marker: for how long size, time and digest must stay as they are.</param>
public sealed record FolderSource(string Path, bool DoneMarker, TimeSpan Settle) : DeliverySource
{
    /// <inheritdoc/>
    public override string Kind => "folder";

    /// <inheritdoc/>
    public override string Where => Path;
}

/// <summary>A server that speaks SFTP, reached through the OpenSSH client.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="User">Account there.</param>
/// <param name="Path">Absolute path there: a file, or a folder when it ends with a slash.</param>
/// <param name="Identity">Name of the credential with the private key; a certificate is the credential <c>NAME-cert</c>.</param>
/// <param name="KnownHosts">Absolute path of the file with the host's key, which is pinned.</param>
public sealed record SftpSource(string Host, int Port, string User, string Path, string Identity, string KnownHosts) : DeliverySource
{
    /// <inheritdoc/>
    public override string Kind => "sftp";

    /// <inheritdoc/>
    public override string Where => string.Create(CultureInfo.InvariantCulture, $"sftp://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{Path}");
}

/// <summary>A server that speaks HTTPS.</summary>
/// <param name="Url">Address of the file.</param>
/// <param name="ClientCertificate">Name of the credential with PEM certificate and private key; null where the server asks for none.</param>
/// <param name="CaFile">Absolute path of the PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
/// <param name="DigestUrl">Address of a file that begins with the SHA-256 in hex; null where there is none.</param>
/// <param name="RequiresDigest">Whether an answer that bears no digest in its head is refused.</param>
public sealed record HttpsSource(Uri Url, string? ClientCertificate, string? CaFile, Uri? DigestUrl, bool RequiresDigest) : DeliverySource
{
    /// <inheritdoc/>
    public override string Kind => "https";

    /// <inheritdoc/>
    public override string Where => Plain(Url);

    /// <summary>An address without what may be a secret in it.</summary>
    internal static string Plain(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}

/// <summary>A query of a PostgreSQL database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Query">One query, whose columns are called what the contract asks for.</param>
public sealed record PostgresSource(SourceDatabase Database, string Query) : DeliverySource
{
    /// <inheritdoc/>
    public override string Kind => "postgres";

    /// <inheritdoc/>
    public override string Where => Database.Where;
}
