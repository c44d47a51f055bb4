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
}
