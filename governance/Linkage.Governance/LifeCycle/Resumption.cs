using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.LifeCycle;

/// <summary>
/// The signature of a resumption: ECDSA P-256 with SHA-256 (ASN.1 DER, base64), as an approval's, over a statement that names the rule, its content hash, the person,
/// the time, the reason and the place among the rule's changes, so that it lifts one suspension and no other.
/// </summary>
public static class Resumption
{
    /// <summary>What is signed: canonical JSON in UTF-8, without a line break at the end.</summary>
    public static byte[] Statement(Rule rule, RuleChange change) => Encoding.UTF8.GetBytes(CanonicalHash.CanonicalText(new JsonObject
    {
        ["statement"] = "linkage resumption 1",
        ["rule"] = rule.Id,
        ["version"] = rule.Version.ToString(CultureInfo.InvariantCulture),
        ["ruleHash"] = rule.ContentHash,
        ["change"] = change.Ordinal.ToString(CultureInfo.InvariantCulture),
        ["person"] = change.Person,
        ["at"] = change.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["reason"] = change.Reason,
    }));

    /// <summary>The same change with a signature.</summary>
    /// <param name="rule">The rule that is resumed.</param>
    /// <param name="change">The change.</param>
    /// <param name="key">The private key of the person.</param>
    public static RuleChange Sign(Rule rule, RuleChange change, ECDsa key) => change with
    {
        Signature = ApprovalSignature.Of(Statement(rule, change), key),
    };

    /// <summary>Whether the person that a change names signed it with a key that was theirs on the day.</summary>
    internal static bool IsSigned(Rule rule, RuleChange change, Person person) => ApprovalSignature.IsSigned(Statement(rule, change), change.Signature, change.At, person);
}
