using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>
/// Names of secrets in a Key Vault: letters, digits and dashes, 127 at most. The name of a grant secret holds its key id, so a value that is not the one that was written shows,
/// a secret that follows a destroyed one has another name, and a tombstone names what it ends.
/// </summary>
internal static partial class AzureSecretName
{
    /// <summary>The root secret.</summary>
    public const string Root = "linkage-root";

    /// <summary>The signing key.</summary>
    public const string Signing = "linkage-signing";

    /// <summary>What every name of ours begins with.</summary>
    public const string Prefix = "linkage-";

    /// <summary>What the name of a credential's secret begins with; its name follows.</summary>
    public const string CredentialPrefix = "linkage-credential-";

    /// <summary>The secret of a grant.</summary>
    public static string OfGrant(string contentHash, string keyId) => $"linkage-grant-{contentHash}-{keyId}";

    /// <summary>The tombstone of a grant secret.</summary>
    public static string OfTombstone(string contentHash, string keyId) => $"linkage-destroyed-{contentHash}-{keyId}";

    /// <summary>Which grant secret a name is of; null when it is another kind of secret.</summary>
    public static (string ContentHash, string KeyId)? Grant(string name) => Parse(GrantName(), name);

    /// <summary>Of which grant secret a name is the tombstone; null when it is another kind of secret.</summary>
    public static (string ContentHash, string KeyId)? Tombstone(string name) => Parse(TombstoneName(), name);

    private static (string ContentHash, string KeyId)? Parse(Regex shape, string name) =>
        shape.Match(name) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    [GeneratedRegex("^linkage-grant-([0-9a-f]{64})-([0-9a-f]{32})$", RegexOptions.CultureInvariant)]
    private static partial Regex GrantName();

    [GeneratedRegex("^linkage-destroyed-([0-9a-f]{64})-([0-9a-f]{32})$", RegexOptions.CultureInvariant)]
    private static partial Regex TombstoneName();
}
