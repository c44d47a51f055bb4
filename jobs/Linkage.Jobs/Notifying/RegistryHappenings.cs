using System.Globalization;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Releases;
using Linkage.Governance.Rules;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Notifying;

/// <summary>What is to be told of rules and releases: what ends soon or has ended, and what was stopped or taken back.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
internal sealed class RegistryHappenings(StoreDatabase database, string workspace)
{
    // What ended longer ago than this is no news.
    private const int LongestPast = 30;

    private static readonly int[] RuleDays = [0, 7, 14, 30];
    private static readonly int[] ReleaseDays = [0, 14];

    /// <summary>What ends soon or has ended at an instant, and what was stopped or taken back since another.</summary>
    /// <param name="since">From when on what was stopped is told.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="ProblemException">A row of the registry is not what the ledger recorded.</exception>
    public IReadOnlyList<Happening> Since(DateTimeOffset since, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var rules = new StoredRegistry(database).Read((rows, db) =>
        {
            var registry = rows.Build(new RegistryDocuments());
            return registry.Rules.OrderBy(rule => rule.Id, StringComparer.Ordinal).ThenBy(rule => rule.Version)
                .SelectMany(rule => Ending(rule, registry, day, now).Concat(rows.ChangesOf(rule.Id, rule.Version).Where(change => change.At >= since).SelectMany(change => Stopped(rule, change)))).ToList();
        }) ?? [];
        return [.. rules, .. new StoredReleases(database, workspace).Read().SelectMany(release => Ending(release, day, now).Concat(TakenBack(release, since)))];
    }

    private static IEnumerable<Happening> Ending(Rule rule, Governance.Rules.Registry registry, DateOnly day, DateTimeOffset now)
    {
        if (rule.Status != RuleStatus.Approved || RuleLifeCycle.SupersededBy(rule, registry, day) is not null)
        {
            yield break;
        }

        foreach (var end in RuleLifeCycle.Ends(rule, registry))
        {
            if (Threshold(end.LastDay, day, RuleDays) is { } days)
            {
                // The reference of an approval is somebody's own words; what kind of thing it is says enough.
                var what = end.Clause switch
                {
                    "validTo" => "rule",
                    "dpia.reviewBy" => "dpia",
                    "agreement.reviewBy" => "agreement",
                    _ when end.Clause.StartsWith("reuseApprovals ", StringComparison.Ordinal) => "reuse-approval",
                    _ => "law",
                };
                yield return Happening.Of(
                    NoticeKind.Expiry,
                    string.Create(CultureInfo.InvariantCulture, $"rule/{rule.Id}.v{rule.Version}/{end.Clause}/{end.LastDay:yyyy-MM-dd}/{days}"),
                    now,
                    (NoticeFact.What, what), (NoticeFact.Rule, Named(rule)), (NoticeFact.Until, Written(end.LastDay)));
            }
        }
    }

    private static IEnumerable<Happening> Stopped(Rule rule, RuleChange change)
    {
        if (change.Kind is RuleChangeKind.Suspended or RuleChangeKind.Revoked)
        {
            yield return Happening.Of(
                NoticeKind.Revocation,
                string.Create(CultureInfo.InvariantCulture, $"rule/{rule.Id}.v{rule.Version}/{change.Ordinal}"),
                change.At,
                (NoticeFact.What, change.Kind == RuleChangeKind.Revoked ? "rule-revoked" : "rule-suspended"), (NoticeFact.Rule, Named(rule)));
        }
    }

    private static IEnumerable<Happening> Ending(StoredRelease release, DateOnly day, DateTimeOffset now)
    {
        if (release.Expires is { } expires && !release.IsWithdrawn && release.StateAt(now) != ReleaseState.Destroyed && Threshold(DateOnly.FromDateTime(expires.UtcDateTime), day, ReleaseDays) is { } days)
        {
            yield return Happening.Of(
                NoticeKind.Expiry,
                string.Create(CultureInfo.InvariantCulture, $"release/{release.Id}/{days}"),
                now,
                (NoticeFact.What, "release"), (NoticeFact.Project, release.Project), (NoticeFact.Release, release.Id), (NoticeFact.Until, Written(DateOnly.FromDateTime(expires.UtcDateTime))));
        }
    }

    private static IEnumerable<Happening> TakenBack(StoredRelease release, DateTimeOffset since) => release.Acts.Where(act => act.Kind == ReleaseActKind.Withdrawn && act.At >= since)
        .Select(act => Happening.Of(NoticeKind.Revocation, $"release/{release.Id}", act.At, (NoticeFact.What, "release-withdrawn"), (NoticeFact.Project, release.Project), (NoticeFact.Release, release.Id)));

    // The nearest of the days on which it is told that has come; each is told once, and one that passed while nobody looked is told by the next.
    private static int? Threshold(DateOnly last, DateOnly day, int[] thresholds)
    {
        var left = last.DayNumber - day.DayNumber;
        return left < -LongestPast ? null : thresholds.Where(days => left <= days).Select(days => (int?)days).FirstOrDefault();
    }

    private static string Named(Rule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Id}.v{rule.Version}");

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
