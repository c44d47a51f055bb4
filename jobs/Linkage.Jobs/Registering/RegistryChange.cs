using System.Security.Cryptography;
using Linkage.Governance.Documents;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Registering;

/// <summary>
/// What officers do to a rule version in the store: approve it, or change its status. Each is one transaction that reads the registry as the last officer left it, so that
/// approvals given at once all count and a rule has one outcome.
/// </summary>
/// <param name="database">Where the store lies.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class RegistryChange(StoreDatabase database, TimeProvider clock)
{
    private readonly StoredRegistry _registry = new(database);

    /// <summary>Signs an approval and records it; with the last one that is needed a proposed rule becomes approved.</summary>
    /// <param name="name">The rule version.</param>
    /// <param name="approval">The approval, without hash, instant and signature.</param>
    /// <param name="key">The private key of the person.</param>
    /// <returns>The rule as it is then, and what is still missing.</returns>
    /// <exception cref="ProblemException">It would not count; nothing is recorded.</exception>
    public (Rule Rule, Approval Approval, ApprovalOutcome Outcome, RuleStatus Status) Approve(RuleName name, Approval approval, ECDsa key)
    {
        (Rule, Approval, ApprovalOutcome, RuleStatus)? result = null;
        database.Write(clock, db =>
        {
            var (rows, registry) = _registry.Within(db);
            var rule = name.For(RuleChangeKind.Approved, registry);
            var now = clock.GetUtcSecond();
            var signed = ApprovalSignature.Sign(rule, approval with { RuleHash = rule.ContentHash, At = now }, key);
            ApprovalChecks.Require(rule, registry, signed, key);
            db.Approvals.Add(Row(rule, signed, rule.Approvals.Count));
            var approved = rule with { Approvals = [.. rule.Approvals, signed] };
            var outcome = Approvals.Evaluate(approved, registry.People, registry.Catalogue, now);
            if (outcome.IsApproved && rule.Status == RuleStatus.Proposed)
            {
                Add(db, rows, Row(rule, new RuleChange(RuleChangeKind.Approved, rows.ChangesOf(rule.Id, rule.Version).Count, null, now, null)));
                approved = approved with { Status = RuleStatus.Approved };
            }

            result = (approved, signed, outcome, RuleLifeCycle.StatusAt(approved, registry, now));
        });
        return result!.Value;
    }

    /// <summary>Changes the status of a rule version.</summary>
    /// <param name="name">The rule version.</param>
    /// <param name="kind">Proposed, Suspended, Resumed, Rejected or Revoked.</param>
    /// <param name="person">Person id or account of who does it.</param>
    /// <param name="reason">Why, or null where none is needed.</param>
    /// <param name="key">The private key of the person, for a resumption.</param>
    /// <returns>The rule as it was, and the change.</returns>
    /// <exception cref="ProblemException">It cannot follow, or the person may not; nothing is recorded.</exception>
    public (Rule Rule, RuleChange Change) Change(RuleName name, RuleChangeKind kind, string person, string? reason, ECDsa? key)
    {
        (Rule, RuleChange)? result = null;
        database.Write(clock, db =>
        {
            var (rows, registry) = _registry.Within(db);
            var rule = name.For(kind, registry);
            var change = new RuleChange(kind, rows.ChangesOf(rule.Id, rule.Version).Count, person, clock.GetUtcSecond(), reason);
            change = key is null ? change : Resumption.Sign(rule, change, key);
            if (!RuleName.CanBe(rule, kind))
            {
                throw ProblemException.Refused("CHANGE_NOT_POSSIBLE", $"{rule.Name} is {rule.Status} and cannot be {kind.ToString().ToLowerInvariant()}. Nothing was recorded.", null, Possible(rule.Status));
            }

            if (RuleHistory.WhyNotBy(rule, change, registry.People) is { } objection)
            {
                throw NotPermitted(objection);
            }

            Add(db, rows, Row(rule, change));
            result = (rule, change);
        });
        return result!.Value;
    }

    /// <summary>An approval as the store keeps it.</summary>
    public static ApprovalRow Row(Rule rule, Approval approval, int ordinal) => new()
    {
        RuleId = rule.Id,
        RuleVersion = rule.Version,
        Ordinal = ordinal,
        Role = approval.Role.ToString(),
        Person = approval.Person,
        OnBehalfOf = approval.OnBehalfOf,
        RuleHash = approval.RuleHash,
        At = RegistryRows.Written(approval.At),
        Acknowledges = string.Join(' ', approval.Acknowledges.Order(StringComparer.Ordinal)),
        Signature = approval.Signature!,
    };

    /// <summary>A change as the store keeps it.</summary>
    public static RuleChangeRow Row(Rule rule, RuleChange change) => new()
    {
        RuleId = rule.Id,
        RuleVersion = rule.Version,
        Ordinal = change.Ordinal,
        Change = change.Kind.ToString(),
        Person = change.Person,
        At = RegistryRows.Written(change.At),
        Reason = change.Reason,
        Signature = change.Signature,
    };

    /// <summary>What is told of a change that a person may not make.</summary>
    public static ProblemException NotPermitted(string objection) => ProblemException.Refused(
        "NOT_PERMITTED", $"{objection} Nothing was recorded.", null, "Check --person, and have the key registered where one is needed; or ask someone who may: 'Revoke or suspend a rule' in runbook.md says who.");

    // What would leave a registry that cannot be read is refused: nothing recorded is ever taken back.
    private static void Add(RunStoreContext db, RegistryRows rows, RuleChangeRow change)
    {
        try
        {
            _ = rows.With(change).Build(new());
        }
        catch (ConfigurationException problem)
        {
            throw ProblemException.Refused("CHANGE_NOT_POSSIBLE", $"The rules would no longer agree: {problem.Problem} Nothing was recorded.", problem.File, "Correct the rule in a new version; or end the other rule first.");
        }

        db.RuleChanges.Add(change);
    }

    private static string Possible(RuleStatus status) => status switch
    {
        RuleStatus.Draft => "A draft can be proposed or rejected.",
        RuleStatus.Proposed => "A proposed rule can be approved or rejected.",
        RuleStatus.Approved => "An approved rule can be suspended or revoked.",
        RuleStatus.Suspended => "A suspended rule can be resumed or revoked.",
        _ => "That is for good: write a new version.",
    };
}
