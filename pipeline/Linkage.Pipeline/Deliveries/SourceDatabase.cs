using System.Globalization;
using System.Net;

namespace Linkage.Pipeline.Deliveries;

/// <summary>A PostgreSQL database that extracts are read from. Datasets that name the same one are read as they were at the same moment.</summary>
/// <param name="Id">What the configuration calls it.</param>
/// <param name="Host">Name or address; or, with a slash before it, the folder of its socket on this machine.</param>
/// <param name="Port">Port.</param>
/// <param name="Database">The database there.</param>
/// <param name="User">The account, which may read and do nothing else.</param>
/// <param name="Password">Name of the credential with its password; null where the server asks for none.</param>
/// <param name="ClientCertificate">Name of the credential with PEM certificate and private key; null where the server asks for none.</param>
/// <param name="CaFile">Absolute path of the PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
public sealed record SourceDatabase(string Id, string Host, int Port, string Database, string User, string? Password, string? ClientCertificate, string? CaFile)
{
    /// <summary>Where it is, fit for a message: never an account.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"postgresql://{(Host.Contains(':', StringComparison.Ordinal) || IsSocket ? $"[{Host}]" : Host)}:{Port}/{Database}");

    /// <summary>Whether it is reached through a socket of this machine.</summary>
    internal bool IsSocket => Host.StartsWith('/');

    /// <summary>Whether its certificate is checked, for its name too: always, but on this machine, where nobody stands between, only if something is named to check it by.</summary>
    internal bool IsVerified => !IsSocket && (CaFile is not null || ClientCertificate is not null || !(Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address))));
}
