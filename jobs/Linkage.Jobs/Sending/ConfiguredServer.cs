using Linkage.Governance.Documents;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Sending;

/// <summary>Reads what a configuration says of a server that something is sent to. An error quotes nothing: an address may hold a token.</summary>
internal static class ConfiguredServer
{
    /// <summary>An address that is posted to: HTTPS, or HTTP on the machine itself.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static Uri Url(YamlNode node) =>
        Uri.TryCreate(node.AsString(), UriKind.Absolute, out var url) && url is { UserInfo: "", Fragment: "" } && (url.Scheme == "https" || (url.Scheme == "http" && Loopback.Is(url.Host)))
            ? url
            : throw node.Error("this is no address that is posted to; write https:// with a host and a path, without a user or a password in it (http:// on the machine itself only).");

    /// <summary>Absolute path of the key <c>caFile</c>; null where there is none.</summary>
    /// <exception cref="ConfigurationException">It is no absolute path.</exception>
    public static string? Authority(YamlMapping map) => map.Optional("caFile") is { } node ? Path(node) : null;

    /// <summary>An absolute path.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static string Path(YamlNode node) => node.AsString() is var path && System.IO.Path.IsPathFullyQualified(path) && !path.Any(char.IsControl)
        ? System.IO.Path.GetFullPath(path)
        : throw node.Error("this is no absolute path; write the whole path, for a host may be started anywhere.");

    /// <summary>Name of a credential in the vault.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static string Credential(YamlNode node) =>
        CredentialName.IsName(node.AsString()) ? node.AsString() : throw node.Error("this is no name of a credential; write lower-case letters, digits and single hyphens, at most 60, and keep the secret itself in the vault (linkage keys credential set).");
}
