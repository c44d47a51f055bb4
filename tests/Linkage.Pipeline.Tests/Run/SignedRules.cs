using System.Security.Cryptography;
using Linkage.Governance.Rules;

namespace Linkage.TestKit;

/// <summary>Approves a changed rule file of a copied registry: the same people sign it with keys made here, whose private halves are gone at once.</summary>
internal static class SignedRules
{
    /// <summary>Signs every approval of a rule file anew.</summary>
    /// <param name="governance">The copied registry.</param>
    /// <param name="file">Name of the rule file.</param>
    public static void Sign(string governance, string file)
    {
        var path = Path.Combine(governance, "rules", file);
        var directory = Path.Combine(governance, "rules", "people.yaml");
        var rule = RuleFile.Load(path).Rule;
        var (text, people) = (File.ReadAllText(path), File.ReadAllText(directory));
        foreach (var approval in rule.Approvals)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var signed = ApprovalSignature.Sign(rule, approval with { RuleHash = rule.ContentHash }, key);
            text = text.Replace(approval.RuleHash, signed.RuleHash, StringComparison.Ordinal).Replace(approval.Signature!, signed.Signature, StringComparison.Ordinal);
            var head = $"  - id: {approval.Person}\n    keys: [";
            Assert.Contains(head, people, StringComparison.Ordinal);
            people = people.Replace(head, $"{head}{{ publicKey: {Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}, from: 2020-01-01 }}, ", StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);
        File.WriteAllText(directory, people);
    }
}
