using System.Globalization;
using Linkage.Governance.Rules;

namespace Linkage.Jobs.Publishing.Rules;

/// <summary>Where a rule version stands at an instant, and for how long.</summary>
/// <param name="Status">Its status then, as <see cref="RuleLifeCycle.StatusAt"/> has it.</param>
/// <param name="IsInForce">Whether it permits anything then.</param>
/// <param name="WasApproved">Whether its approvals bear out that it is, or was, approved.</param>
/// <param name="Words">The status in words for the public.</param>
/// <param name="LastDay">Its last day, whatever ends it first.</param>
/// <param name="EndedBy">What ends it then, in words.</param>
internal sealed record RuleStanding(RuleStatus Status, bool IsInForce, bool WasApproved, string Words, DateOnly LastDay, string EndedBy)
{
    /// <summary>Where a rule version stands. Suspension and revocation are as the registry has them now: it does not say since when.</summary>
    public static RuleStanding Of(Rule rule, Registry registry, DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        var status = RuleLifeCycle.StatusAt(rule, registry, instant);
        var (lastDay, endedBy) = End(rule, registry, instant);
        return new RuleStanding(
            status,
            status == RuleStatus.Approved && rule.ValidFrom <= day,
            rule.Status is RuleStatus.Approved or RuleStatus.Suspended or RuleStatus.Revoked && Approvals.Evaluate(rule, registry.People, registry.Catalogue, instant).IsApproved,
            status switch
            {
                RuleStatus.Approved when rule.ValidFrom > day => $"Approved; it begins on {Day(rule.ValidFrom)}",
                RuleStatus.Approved when lastDay < day => $"In force in part: {endedBy} ({Day(lastDay)}), and what rests on that is refused",
                RuleStatus.Approved => "In force",
                RuleStatus.Expired => $"No longer in force since {Day(lastDay.AddDays(1))}: {endedBy}",
                RuleStatus.Suspended => "Suspended: set aside for the time being",
                RuleStatus.Revoked => "Revoked: withdrawn for good",
                _ => $"{status}: permits nothing",
            },
            lastDay,
            endedBy);
    }

    /// <summary>A day as people write it.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static (DateOnly LastDay, string EndedBy) End(Rule rule, Registry registry, DateTimeOffset instant)
    {
        var first = RuleLifeCycle.Ends(rule, registry)[0];
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        var newer = RuleLifeCycle.SupersededBy(rule, registry, day) ?? Coming(rule, registry, instant);
        return newer is not null && newer.ValidFrom <= first.LastDay
            ? (newer.ValidFrom.AddDays(-1), string.Create(CultureInfo.InvariantCulture, $"version {newer.Version} takes its place"))
            : (first.LastDay, EndInWords(first.Clause));
    }

    // An approved version whose first day is still to come.
    private static Rule? Coming(Rule rule, Registry registry, DateTimeOffset instant) =>
        RuleLifeCycle.SupersededBy(rule, registry, DateOnly.MaxValue) is { } newer && RuleLifeCycle.StatusAt(newer, registry, instant) == RuleStatus.Approved ? newer : null;

    private static string EndInWords(string clause) => clause.Split(' ', 2) switch
    {
        ["validTo"] => "the rule was made until then",
        ["dpia.reviewBy"] => "its impact assessment has to be reviewed by then",
        ["agreement.reviewBy"] => "its data sharing agreement has to be reviewed by then",
        ["reuseApprovals", var reference] => $"the approval to use the data again ({reference}) ends",
        ["law", var id] => $"the law it names ({id}) ends",
        _ => clause,
    };
}
