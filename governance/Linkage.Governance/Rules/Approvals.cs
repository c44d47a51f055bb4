using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;

namespace Linkage.Governance.Rules;

/// <summary>
/// Counts the approvals of a rule (gate.md). An information asset owner and an information governance lead approve, two different people;
/// neither is the author, the requester, or anyone who stands in for them. A person with two accounts is one person. Health and social
/// care also need the Caldicott Guardian, a high residual risk the SIRO, council tax the legal adviser. The DPO advises and is not one of the two.
/// Every approval signs one content hash with a registered key of the person, and law that is not fully checked has to be acknowledged.
/// </summary>
public static class Approvals
{
    private const string Clause = "approvals";

    private static readonly DatasetSubject[] Care = [DatasetSubject.Health, DatasetSubject.AdultSocialCare, DatasetSubject.ChildrensSocialCare];

    /// <summary>Counts them. Pure.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="people">The people.</param>
    /// <param name="catalogue">The law, for what has to be acknowledged.</param>
    /// <param name="instant">The instant; a later approval does not count yet.</param>
    /// <param name="alsoRequester">Another requester (of the project that asks), who may not be an approver either; or null.</param>
    public static ApprovalOutcome Evaluate(Rule rule, People people, LegalCatalogue catalogue, DateTimeOffset instant, string? alsoRequester = null)
    {
        var hash = rule.ContentHash;
        var interested = Interested(rule, people, alsoRequester);
        var problems = new List<Reason>();
        var counted = new List<Counted>();
        foreach (var approval in rule.Approvals)
        {
            if (Problem(approval, rule, hash, people, interested, instant) is { } problem)
            {
                problems.Add(problem);
            }
            else if (people.TryFind(approval.Person, out var person))
            {
                var principal = approval.OnBehalfOf is { } behalf && people.TryFind(behalf, out var holder) ? holder.Id : person.Id;
                counted.Add(new Counted(approval, person.Id, principal));
            }
        }

        var uncounted = problems.Select(problem => problem.Explanation).ToArray();
        var owners = counted.Where(one => one.Approval.Role == ApproverRole.IAO).ToArray();
        var leads = counted.Where(one => one.Approval.Role == ApproverRole.IGLead).ToArray();
        if (owners.Length == 0 || leads.Length == 0)
        {
            problems.Add(Missing(owners.Length == 0 ? "an information asset owner (IAO)" : "an information governance lead (IGLead)"));
        }
        else if (!owners.Any(owner => leads.Any(lead => !owner.SharesAPersonWith(lead))))
        {
            problems.Add(new Reason(ReasonCode.ApproverConflict, "The two approvals come from one person, directly, by another account or by delegation; two different people must approve.", Clause));
            problems.Add(Missing("a second person"));
        }

        problems.AddRange(FurtherRoles(rule)
            .Where(need => !counted.Exists(one => one.Approval.Role == need.Role))
            .Select(need => Missing(need.Who)));

        var acknowledged = counted.SelectMany(one => one.Approval.Acknowledges).ToHashSet(StringComparer.Ordinal);
        var unsure = LawOf(rule).Where(id => catalogue.TryGet(id, out var entry) && entry.NeedsAcknowledgement).ToArray();
        problems.AddRange(unsure.Where(id => !acknowledged.Contains(id)).Select(id => new Reason(
            ReasonCode.RuleNotApproved,
            $"The rule relies on {id}, which the catalogue marks as still to be confirmed by a lawyer; an approver has to acknowledge it.",
            "approvals.acknowledges")));

        // An approval that does not count is a reason only while it is missed.
        var isApproved = problems.Count == uncounted.Length;
        return new ApprovalOutcome(
            isApproved,
            [.. counted.Select(one => one.PersonId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. counted.Select(one => one.Approval).OrderBy(approval => approval.At).ThenBy(approval => approval.Role)],
            isApproved ? [] : Ordered(problems),
            isApproved ? [.. uncounted.Concat(unsure.Select(id => $"{id} is still to be confirmed by a lawyer; an approver has acknowledged that.")).Order(StringComparer.Ordinal)] : []);
    }

    /// <summary>Why an approval would not count, or null when it does. Pure.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="rule">The rule it is of.</param>
    /// <param name="people">The people.</param>
    /// <param name="instant">The instant; a later approval does not count yet.</param>
    public static Reason? WhyNot(Approval approval, Rule rule, People people, DateTimeOffset instant) =>
        Problem(approval, rule, rule.ContentHash, people, Interested(rule, people, null), instant);

    private static string[] Interested(Rule rule, People people, string? alsoRequester) => [.. new[] { rule.Author, rule.Requester, alsoRequester }
        .OfType<string>()
        .Select(account => people.TryFind(account, out var person) ? person.Id : account)];

    private static Reason? Problem(Approval approval, Rule rule, string hash, People people, string[] interested, DateTimeOffset instant)
    {
        var role = approval.Role.ToString();
        if (!people.TryFind(approval.Person, out var person))
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"An approval as {role} is by someone who is not in the directory.");
        }

        var day = DateOnly.FromDateTime(approval.At.UtcDateTime);
        Person? holder = person;
        if (approval.OnBehalfOf is { } behalf && !people.TryFind(behalf, out holder))
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"The approval by {person.Id} is on behalf of someone who is not in the directory.");
        }

        if (interested.Contains(person.Id) || interested.Contains(holder!.Id))
        {
            return Uncounted(ReasonCode.ApproverConflict, $"{person.Id} approved as {role} and is the author or the requester, or acts for them; someone else must approve.");
        }

        if (interested.Any(id => people.TryFind(id, out var one) && one.Delegations.Any(given => given.Covers(day) && (IsSame(people, given.Delegate, person) || IsSame(people, given.Delegate, holder)))))
        {
            return Uncounted(ReasonCode.ApproverConflict, $"{person.Id} approved as {role} and is, or acts for, a delegate of the author or the requester; someone else must approve.");
        }

        if (person.IsCouncillor || holder.IsCouncillor)
        {
            return Uncounted(ReasonCode.ApproverConflict, $"{person.Id} approved as {role}; a councillor holds no approver role.");
        }

        var isDelegated = holder.Id != person.Id;
        if (!holder.Roles.Any(held => held.Role == approval.Role && held.Covers(day))
            || (isDelegated && !holder.Delegations.Any(given => given.Role == approval.Role && given.Covers(day) && IsSame(people, given.Delegate, person))))
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"{person.Id} approved as {role} but did not hold that role on {day:yyyy-MM-dd}.");
        }

        if (approval.At > instant)
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"The approval by {person.Id} as {role} is dated after the instant of the decision.");
        }

        if (rule.Dpia is { } dpia && day < dpia.ApprovedOn)
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"The approval by {person.Id} as {role} is older than the DPIA it rests on.");
        }

        if (approval.RuleHash != hash)
        {
            return Uncounted(ReasonCode.RuleNotApproved, $"The approval by {person.Id} as {role} signs another content than this; the rule was changed, and a changed rule is a new version.");
        }

        return people.HasSigned(person, rule, approval)
            ? null
            : Uncounted(ReasonCode.RuleNotApproved, $"The approval by {person.Id} as {role} is not signed with a key of theirs that was registered for {day:yyyy-MM-dd}.");
    }

    private static IEnumerable<(ApproverRole Role, string Who)> FurtherRoles(Rule rule)
    {
        var subjects = rule.Datasets.SelectMany(dataset => dataset.Subjects).ToHashSet();
        if (subjects.Overlaps(Care))
        {
            yield return (ApproverRole.Caldicott, "the Caldicott Guardian, because the rule holds health or social care data");
        }

        if (rule.Dpia?.ResidualRisk == ResidualRisk.High)
        {
            yield return (ApproverRole.SIRO, "the SIRO, because the residual risk is high");
        }

        if (subjects.Contains(DatasetSubject.CouncilTax))
        {
            yield return (ApproverRole.Legal, "the legal adviser, because council tax data is used again (LGFA-SCH2)");
        }
    }

    /// <summary>Every catalogue id that a rule relies on.</summary>
    internal static IEnumerable<string> LawOf(Rule rule) => rule.Law.Powers
        .Concat(rule.Law.Article6)
        .Concat(rule.Law.Article9)
        .Concat(rule.Law.Article10)
        .Concat(rule.Law.Schedule1)
        .Concat(rule.Law.BarsCleared.SelectMany(cleared => new[] { cleared.Bar, cleared.By }).OfType<string>())
        .Distinct(StringComparer.Ordinal);

    private static bool IsSame(People people, string account, Person person) => people.TryFind(account, out var found) && found.Id == person.Id;

    private static Reason Uncounted(ReasonCode code, string explanation) => new(code, explanation, Clause);

    private static Reason Missing(string who) => new(ReasonCode.RuleNotApproved, $"An approval is missing: {who}.", Clause);

    private static IReadOnlyList<Reason> Ordered(IEnumerable<Reason> reasons) =>
        [.. reasons.Distinct().OrderBy(reason => reason.Code).ThenBy(reason => reason.Explanation, StringComparer.Ordinal)];

    private sealed record Counted(Approval Approval, string PersonId, string PrincipalId)
    {
        public bool SharesAPersonWith(Counted other) =>
            new[] { PersonId, PrincipalId }.Intersect([other.PersonId, other.PrincipalId], StringComparer.Ordinal).Any();
    }
}
