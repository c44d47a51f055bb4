using System.Security.Cryptography;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Registering;

/// <summary>Refuses an approval that would not count, with what to do about it.</summary>
internal static class ApprovalChecks
{
    /// <summary>Checks an approval before it is recorded.</summary>
    /// <param name="rule">The rule that is approved.</param>
    /// <param name="registry">The registry it stands in.</param>
    /// <param name="approval">The approval, signed.</param>
    /// <param name="key">The key it was signed with.</param>
    /// <exception cref="ProblemException">It would not count.</exception>
    public static void Require(Rule rule, Governance.Rules.Registry registry, Approval approval, ECDsa key)
    {
        if (rule.Status is not (RuleStatus.Proposed or RuleStatus.Approved))
        {
            throw ProblemException.Refused("RULE_NOT_PROPOSED", $"The rule is {rule.Status}; only a proposed rule is approved.", rule.Name, "Propose a draft with 'linkage rules propose'; resume a suspended rule with 'linkage rules resume'; what is revoked or rejected needs a new version.");
        }

        if (approval.Acknowledges.FirstOrDefault(id => !registry.Catalogue.TryGet(id, out _)) is { } unknown)
        {
            throw ProblemException.BadConfiguration("UNKNOWN_VALUE", $"'{unknown}' is not an entry of the catalogue.", "--acknowledges", "Take the id from governance/catalogue.");
        }

        CheckKey(registry.People, approval, ApproverKey.PublicHalfOf(key), rule.Name);
        if (Approvals.WhyNot(approval, rule, registry.People, approval.At) is { } reason)
        {
            throw ProblemException.Refused(
                reason.Code.Written(),
                $"{reason.Explanation} Nothing was written.",
                rule.Name,
                reason.Code == ReasonCode.ApproverConflict ? reason.Code.Remedy() : "Put right what the message names: the person's role, or the rule's DPIA; or ask someone who holds the role.");
        }

        if (rule.Approvals.Any(given => given.Role == approval.Role && given.Person == approval.Person && Approvals.WhyNot(given, rule, registry.People, approval.At) is null))
        {
            throw ProblemException.Refused("ALREADY_APPROVED", $"{approval.Person} has approved this content as {approval.Role} already.", rule.Name, "Nothing is to be done.");
        }
    }

    private static void CheckKey(People people, Approval approval, string publicKey, string rule)
    {
        var day = DateOnly.FromDateTime(approval.At.UtcDateTime);
        if (!people.TryFind(approval.Person, out var person) || person.Keys.Any(key => key.PublicKey == publicKey && key.Covers(day)))
        {
            return;
        }

        var owner = people.All.FirstOrDefault(other => other.Keys.Any(key => key.PublicKey == publicKey));
        throw (owner is null, owner?.Id == person.Id) switch
        {
            (true, _) => ProblemException.Refused(
                "KEY_NOT_REGISTERED",
                $"The key is not registered for {person.Id}.",
                rule,
                $"Whoever keeps people.yaml asks the person whether the key is theirs, writes under them, and imports it: keys: [{{ publicKey: {publicKey}, from: {day:yyyy-MM-dd} }}]"),
            (_, true) => ProblemException.Refused("KEY_NOT_REGISTERED", $"The key of {person.Id} has not begun, has ended, or is revoked.", rule, "Make a new key with 'linkage rules key' and have it registered."),
            _ => ProblemException.Refused("KEY_NOT_REGISTERED", $"The key is {owner!.Id}'s, not {person.Id}'s.", rule, "Each person signs with a key of their own."),
        };
    }
}
