namespace Linkage.Jobs.Lineage;

/// <summary>The section <c>lineage</c> of the configuration file: where run events go, by a file or by HTTP.</summary>
/// <param name="Namespace">What jobs and datasets of this installation are called within.</param>
/// <param name="File">Absolute path of a file that they are added to, a line each; null for a server.</param>
/// <param name="Server">The server they are posted to; null for a file.</param>
internal sealed record LineageSettings(string Namespace, string? File, LineageServer? Server);

/// <summary>A server that takes run events.</summary>
/// <param name="Url">HTTPS, or HTTP on the machine itself. It may hold a token, so no message and no log names it.</param>
/// <param name="Token">Name of the credential with the bearer token; null for none.</param>
/// <param name="CaFile">The PEM certificates that alone are trusted to sign the server's; null for those of the machine.</param>
internal sealed record LineageServer(Uri Url, string? Token, string? CaFile);
