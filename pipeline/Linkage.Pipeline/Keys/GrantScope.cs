using Linkage.Governance.Grants;

namespace Linkage.Pipeline.Keys;

/// <summary>The permission a grant secret belongs to: every grant of the same content has the same secret.</summary>
/// <param name="ContentHash">Content hash of the grant, 64 lower-case hexadecimal digits.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="RuleHash">Content hash of that version.</param>
public sealed record GrantScope(string ContentHash, string RuleId, int RuleVersion, string RuleHash)
{
    /// <summary>The permission of a grant.</summary>
    public static GrantScope Of(Grant grant) => new(grant.ContentHash, grant.RuleId, grant.RuleVersion, grant.RuleHash);

    // The hash becomes a name, and a line end in the rule would be another line of the file.
    internal void RequirePlain()
    {
        if (ContentHash.Length != 64 || !ContentHash.All(char.IsAsciiHexDigitLower) || RuleId.Any(char.IsControl) || RuleHash.Any(char.IsControl))
        {
            throw new ArgumentException("A grant is named by a SHA-256 in lower-case hexadecimal digits, and its rule on one line.");
        }
    }
}
