using Linkage.Governance.Decisions;

namespace Linkage.Governance.Rules;

/// <summary>What a rule's status comes to: the written status, borne out by its approvals and dates.</summary>
public static class RuleLifeCycle
{
    /// <summary>
    /// The status at an instant. A rule written as Approved stays Proposed while its approvals are not enough, and is Expired past
    /// its last day, the review date of its DPIA or agreement, or the first day of the version that supersedes it.
    /// </summary>
    public static RuleStatus StatusAt(Rule rule, Registry registry, DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        return rule.Status switch
        {
            RuleStatus.Approved when !Approvals.Evaluate(rule, registry.People, registry.Catalogue, instant).IsApproved => RuleStatus.Proposed,
            RuleStatus.Approved when LastDay(rule) < day || SupersededBy(rule, registry, day) is not null => RuleStatus.Expired,
            var status => status,
        };
    }

    /// <summary>Last day of a rule by its own documents: the earliest of rule, DPIA review and agreement.</summary>
    public static DateOnly LastDay(Rule rule) => OwnEnds(rule).Min(end => end.LastDay);

    /// <summary>
    /// What can end a rule, the earliest first: its last day, the review dates of DPIA and agreement, the re-use approvals, and the law it names. For a
    /// reminder it errs on the early side: a request may need none of a re-use approval, and another power may carry it when one ends.
    /// </summary>
    public static IReadOnlyList<RuleEnd> Ends(Rule rule, Registry registry) =>
    [
        .. OwnEnds(rule)
            .Concat(rule.ReuseApprovals.Select(approval => new RuleEnd($"reuseApprovals {approval.Reference}", approval.To)))
            .Concat(Approvals.LawOf(rule).Select(id => registry.Catalogue.TryGet(id, out var entry) ? entry : null)
                .Where(entry => entry is { InForceTo: not null })
                .Select(entry => new RuleEnd($"law {entry!.Id}", entry.InForceTo!.Value)))
            .OrderBy(end => end.LastDay)
            .ThenBy(end => end.Clause, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The version that has taken a rule's place on a day, or null. It takes the place once it was approved and its first day has come,
    /// and keeps it when it is suspended or revoked later: a narrower version must not give way to the wider one it replaced.
    /// </summary>
    public static Rule? SupersededBy(Rule rule, Registry registry, DateOnly day) => registry.VersionsOf(rule.Id)
        .Where(other => other.Version > rule.Version)
        .Where(other => other.Status is RuleStatus.Approved or RuleStatus.Suspended or RuleStatus.Revoked && other.ValidFrom <= day)
        .FirstOrDefault(other => Replaces(other, rule, registry));

    /// <summary>
    /// Why a version can never permit anything again, or null while it might: it was revoked, or a date in its own content is past, which nobody can move without making another version.
    /// A suspension may be lifted, approvals be given, the version that took its place be taken back, and a law or re-use approval not be needed by every request: these end nothing for good
    /// (governance/decisions/010-grant-keys.md).
    /// </summary>
    /// <param name="rule">The version.</param>
    /// <param name="instant">The instant to judge by.</param>
    public static ReasonCode? EndedForGood(Rule rule, DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        return rule switch
        {
            { Status: RuleStatus.Revoked } => ReasonCode.GatewayRevoked,
            _ when rule.ValidTo < day => ReasonCode.RuleExpired,
            { Dpia.ReviewBy: var review } when review < day => ReasonCode.DpiaExpired,
            { Agreement.ReviewBy: var review } when review < day => ReasonCode.AgreementExpired,
            _ => null,
        };
    }

    private static IEnumerable<RuleEnd> OwnEnds(Rule rule) => new RuleEnd?[]
    {
        new("validTo", rule.ValidTo),
        rule.Dpia is { } dpia ? new("dpia.reviewBy", dpia.ReviewBy) : null,
        rule.Agreement is { } agreement ? new("agreement.reviewBy", agreement.ReviewBy) : null,
    }.OfType<RuleEnd>();

    private static bool Replaces(Rule newer, Rule older, Registry registry) =>
        newer.Supersedes is { } version
        && (version == older.Version
            || (registry.VersionsOf(newer.Id).FirstOrDefault(rule => rule.Version == version) is { } between
                && between.Version < newer.Version
                && Replaces(between, older, registry)));
}
