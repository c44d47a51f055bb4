using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Keys;

/// <summary>Names of credentials: lower-case letters, digits and single hyphens, at most 60, so that one is a file name and a secret's name alike.</summary>
public static partial class CredentialName
{
    /// <summary>Longest text of a credential, in bytes: 16 KiB.</summary>
    public const int LongestText = 16 * 1024;

    /// <summary>Whether it is one.</summary>
    public static bool IsName(string text) => text.Length <= 60 && Shape().IsMatch(text);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
