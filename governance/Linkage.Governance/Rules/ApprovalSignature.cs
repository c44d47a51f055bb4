using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>
/// The signature of an approval: ECDSA P-256 with SHA-256 (ASN.1 DER, base64) over a statement that names the rule, its content hash, the role, the person,
/// whom the person stood in for, the time and what is acknowledged. No part of an approval can be changed, or moved to another rule, without breaking it.
/// </summary>
public static class ApprovalSignature
{
    /// <summary>What is signed: canonical JSON in UTF-8, without a line break at the end.</summary>
    public static byte[] Statement(Rule rule, Approval approval) => Encoding.UTF8.GetBytes(CanonicalHash.CanonicalText(new JsonObject
    {
        ["statement"] = "linkage approval 1",
        ["rule"] = rule.Id,
        ["version"] = rule.Version.ToString(CultureInfo.InvariantCulture),
        ["ruleHash"] = approval.RuleHash,
        ["role"] = approval.Role.ToString(),
        ["person"] = approval.Person,
        ["onBehalfOf"] = approval.OnBehalfOf,
        ["at"] = approval.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["acknowledges"] = new JsonArray([.. approval.Acknowledges.Order(StringComparer.Ordinal).Select(id => (JsonNode)id)]),
    }));

    /// <summary>The same approval with a signature.</summary>
    /// <param name="rule">The rule that is approved.</param>
    /// <param name="approval">The approval; a signature it has is replaced.</param>
    /// <param name="key">The private key of the person.</param>
    public static Approval Sign(Rule rule, Approval approval, ECDsa key) => approval with
    {
        Signature = Of(Statement(rule, approval), key),
    };

    /// <summary>A person's signature of a statement, base64: what <see cref="IsSigned"/> checks.</summary>
    internal static string Of(byte[] statement, ECDsa key) => Convert.ToBase64String(key.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>Whether a person signed an approval with a key that was the person's on the day.</summary>
    internal static bool IsValid(Rule rule, Approval approval, Person person) => IsSigned(Statement(rule, approval), approval.Signature, approval.At, person);

    /// <summary>Whether a person signed a statement with a key that was the person's on the day.</summary>
    internal static bool IsSigned(byte[] statement, string? text, DateTimeOffset at, Person person)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var signature = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, signature, out var length))
        {
            return false;
        }

        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return person.Keys.Any(key => key.Covers(day) && key.Verifies(statement, signature.AsSpan(0, length)));
    }
}
