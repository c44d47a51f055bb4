using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>
/// The canonical form of a rule: every member of the record but status, reason of status and approvals; lists are sets and are sorted.
/// A member added to the record later is in the form by itself, so nothing that is approved can stay outside the hash.
/// </summary>
public static class RuleCanonicalForm
{
    private static readonly string[] NotApproved = ["status", "statusReason", "approvals"];

    // By the object: a copy with another content is another object.
    private static readonly ConditionalWeakTable<Rule, string> Known = [];

    /// <summary>SHA-256 of the canonical form as 64 lower-case hexadecimal digits; worked out once a rule.</summary>
    public static string HashOf(Rule rule) => Known.GetValue(rule, one => CanonicalHash.Of(Of(one)));

    /// <summary>The same content with another status, reason and approvals, whose hash is therefore the same and is not worked out again.</summary>
    public static Rule WithLifeCycle(Rule rule, RuleStatus status, string? reason, IReadOnlyList<Approval> approvals)
    {
        var other = rule with { Status = status, StatusReason = reason, Approvals = approvals };
        Known.Add(other, HashOf(rule));
        return other;
    }

    /// <summary>The canonical form.</summary>
    public static JsonObject Of(Rule rule)
    {
        var form = (JsonObject)CanonicalForm.Of(rule)!;
        foreach (var member in NotApproved)
        {
            form.Remove(member);
        }

        return form;
    }
}
