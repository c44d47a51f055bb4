using Linkage.Governance.Rules;

namespace Linkage.Governance.LifeCycle;

/// <summary>
/// What the changes of a rule version come to, and who may make which. Whatever stops a rule needs a person and a reason, and no key: stopping never waits. Whatever lets data
/// flow is signed: approvals, and the resumption of a suspended rule by an information asset owner or information governance lead who neither wrote nor asked for it, nor acts for who did.
/// Revoked and Rejected are for good.
/// </summary>
public static class RuleHistory
{
    private static readonly ApproverRole[] Resuming = [ApproverRole.IAO, ApproverRole.IGLead];

    /// <summary>The status after all changes, with the reason of the one it rests on. A change that could not follow, or was not permitted, counts for nothing.</summary>
    /// <param name="rule">The rule, for its content.</param>
    /// <param name="changes">Its changes in order.</param>
    /// <param name="people">The people.</param>
    public static (RuleStatus Status, string? Reason) StatusOf(Rule rule, IReadOnlyList<RuleChange> changes, People people)
    {
        var status = RuleStatus.Draft;
        string? reason = null;
        foreach (var change in changes)
        {
            if (After(status, change.Kind) is { } next && (change.Kind != RuleChangeKind.Resumed || WhyNotBy(rule, change, people) is null))
            {
                status = next;
                reason = next is RuleStatus.Suspended or RuleStatus.Revoked or RuleStatus.Rejected ? change.Reason : null;
            }
        }

        return (status, reason);
    }

    /// <summary>The status that follows, or null when this cannot happen to a rule of a status.</summary>
    public static RuleStatus? After(RuleStatus status, RuleChangeKind change) => (status, change) switch
    {
        (RuleStatus.Draft, RuleChangeKind.Drafted) => RuleStatus.Draft,
        (RuleStatus.Draft, RuleChangeKind.Proposed) => RuleStatus.Proposed,
        (RuleStatus.Proposed, RuleChangeKind.Approved) => RuleStatus.Approved,
        (RuleStatus.Draft or RuleStatus.Proposed, RuleChangeKind.Rejected) => RuleStatus.Rejected,
        // Of a proposal only by an import: a file that says so may be of a rule that was in force.
        (RuleStatus.Proposed or RuleStatus.Approved, RuleChangeKind.Suspended) => RuleStatus.Suspended,
        (RuleStatus.Suspended, RuleChangeKind.Resumed) => RuleStatus.Approved,
        (RuleStatus.Proposed or RuleStatus.Approved or RuleStatus.Suspended, RuleChangeKind.Revoked) => RuleStatus.Revoked,
        _ => null,
    };

    /// <summary>Why a person may not make a change, in a sentence; null when they may. Whether it can follow is another question: see <see cref="After"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="change">The change, signed where it needs it.</param>
    /// <param name="people">The people.</param>
    public static string? WhyNotBy(Rule rule, RuleChange change, People people)
    {
        if (change.Person is not { } account || !people.TryFind(account, out var person))
        {
            return "Nobody of that id or account is in the directory of people.";
        }

        if (person.IsCouncillor)
        {
            return $"{person.Id} is a councillor, who has no part in the life of a rule.";
        }

        var day = DateOnly.FromDateTime(change.At.UtcDateTime);
        return change.Kind switch
        {
            RuleChangeKind.Proposed or RuleChangeKind.Suspended => null,
            RuleChangeKind.Rejected or RuleChangeKind.Revoked => Holds(person, Enum.GetValues<ApproverRole>(), people, day) ? null : $"{person.Id} holds no approver role on {day:yyyy-MM-dd}; suspend the rule instead, which anyone may.",
            RuleChangeKind.Resumed when Is(person, rule.Author, people) || Is(person, rule.Requester, people) => $"{person.Id} wrote or asked for the rule; someone else has to resume it.",
            RuleChangeKind.Resumed when ActsFor(person, rule.Author, people, day) || ActsFor(person, rule.Requester, people, day) => $"{person.Id} acts for who wrote or asked for the rule; someone else has to resume it.",
            RuleChangeKind.Resumed when !Holds(person, Resuming, people, day) => $"{person.Id} is no information asset owner or information governance lead on {day:yyyy-MM-dd}.",
            RuleChangeKind.Resumed => Resumption.IsSigned(rule, change, person) ? null : $"It is not signed with a key that is registered for {person.Id} on {day:yyyy-MM-dd}.",
            _ => "Nobody makes this change: it follows from the rule's file or its approvals.",
        };
    }

    private static bool Holds(Person person, IReadOnlyCollection<ApproverRole> roles, People people, DateOnly day) => roles.Any(role =>
        HoldsItself(person, role, day)
        || people.All.Any(holder => !holder.IsCouncillor
            && HoldsItself(holder, role, day)
            && holder.Delegations.Any(given => given.Role == role && given.Covers(day) && Is(person, given.Delegate, people))));

    private static bool HoldsItself(Person person, ApproverRole role, DateOnly day) => person.Roles.Any(held => held.Role == role && held.Covers(day));

    /// <summary>Whether a person stands in for another on a day, in whatever role.</summary>
    private static bool ActsFor(Person person, string account, People people, DateOnly day) =>
        people.TryFind(account, out var other) && other.Delegations.Any(given => given.Covers(day) && Is(person, given.Delegate, people));

    private static bool Is(Person person, string account, People people) => people.TryFind(account, out var found) && found.Id == person.Id;
}
