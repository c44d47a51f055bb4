using System.Security.Cryptography;
using Linkage.Governance.Releases;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Collecting;

/// <summary>Records what people do with a release. Each is one transaction that reads releases, rules and people as the last writer left them.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReleaseChange(StoreDatabase database, string workspace, TimeProvider clock)
{
    private readonly StoredReleases _releases = new(database, workspace);
    private readonly StoredRegistry _registry = new(database);

    /// <summary>Records a collection.</summary>
    /// <param name="name">The release.</param>
    /// <param name="person">Who collects it.</param>
    /// <param name="team">The team it was made for, by its statement.</param>
    /// <param name="openingKey">SHA-256 of the key that the copy is encrypted to, or null.</param>
    /// <param name="place">Folder that the copy is put in.</param>
    /// <param name="key">The private key of the person.</param>
    /// <param name="commit">False to only judge it.</param>
    /// <exception cref="ProblemException">It may not be collected, or not by that person; nothing is recorded.</exception>
    public ReleaseAct Collect(string name, string person, string team, string? openingKey, string place, ECDsa key, bool commit = true) => Record(
        name,
        release => new ReleaseAct(ReleaseActKind.Collected, release.Id, release.Statement, release.NextOrdinal, person, clock.GetUtcSecond()) { Team = team, OpeningKey = openingKey },
        team,
        key,
        place,
        commit);

    /// <summary>Records a withdrawal; one that was recorded before stands as it is and is given again.</summary>
    /// <param name="name">The release.</param>
    /// <param name="person">Who takes it back.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The withdrawal, and whether it was recorded now.</returns>
    /// <exception cref="ProblemException">There is no such release or person; nothing is recorded.</exception>
    public (ReleaseAct Act, bool IsNew) Withdraw(string name, string person, string reason)
    {
        if (_releases.Find(_releases.Read(), name).Acts.FirstOrDefault(act => act.Kind == ReleaseActKind.Withdrawn) is { } before)
        {
            return (before, false);
        }

        return (Record(name, release => new ReleaseAct(ReleaseActKind.Withdrawn, release.Id, release.Statement, release.NextOrdinal, person, clock.GetUtcSecond()) { Reason = reason }, string.Empty, null, null), true);
    }

    /// <summary>Records the attestation of a team that it destroyed every copy.</summary>
    /// <param name="name">The release.</param>
    /// <param name="person">Who attests.</param>
    /// <param name="how">How it was destroyed.</param>
    /// <param name="key">The private key of the person.</param>
    /// <exception cref="ProblemException">Nothing is owed, or not by that person; nothing is recorded.</exception>
    public ReleaseAct Attest(string name, string person, string how, ECDsa key)
    {
        // A release is made for one team, so whoever collected it did so in its name.
        var team = _releases.Find(_releases.Read(), name).Acts.FirstOrDefault(act => act.Kind == ReleaseActKind.Collected)?.Team ?? string.Empty;
        return Record(name, release => new ReleaseAct(ReleaseActKind.Attested, release.Id, release.Statement, release.NextOrdinal, person, clock.GetUtcSecond()) { Team = team, Reason = how }, team, key, null);
    }

    private ReleaseAct Record(string name, Func<StoredRelease, ReleaseAct> make, string team, ECDsa? key, string? place, bool commit = true)
    {
        ReleaseAct? recorded = null;
        void Change(RunStoreContext db)
        {
            var release = _releases.Find(_releases.Within(db), name);
            var act = make(release);
            recorded = key is null ? act : ReleaseActSignature.Sign(act, key);
            Require(release, recorded, team, _registry.Within(db).Registry);
            db.ReleaseActs.Add(_releases.Row(recorded, place));
        }

        database.Write(clock, Change, commit);
        return recorded!;
    }

    private static void Require(StoredRelease release, ReleaseAct act, string team, Registry registry)
    {
        // Whoever owes word that a copy is destroyed may always give it; it is signed by itself.
        if (act.Kind == ReleaseActKind.Collected && (release.Doubt ?? SignedActs.DoubtOf(release.Acts, registry.People)) is { } doubt)
        {
            throw ProblemException.Refused("RELEASE_IN_DOUBT", $"{doubt} Nothing was recorded.", release.Id, "'linkage releases list' shows it; RELEASE_IN_DOUBT in runbook.md says what to do. It can be withdrawn at any time.");
        }

        if (ReleaseHistory.WhyNotAfter(release.Acts, act, release.Expires) is { } ended)
        {
            throw ProblemException.Refused("RELEASE_ENDED", $"{ended} Nothing was recorded.", release.Id, "'linkage releases list' says where it stands; a run makes a new release.");
        }

        if (act.Kind == ReleaseActKind.Collected && release.Rules.FirstOrDefault(rule => !IsInForce(registry, rule, act.At)) is { Id: not null } stopped)
        {
            throw ProblemException.Refused("RULE_NOT_IN_FORCE", $"{stopped.Id} v{stopped.Version}, on which the release rests, is not in force any more. Nothing was recorded.", release.Id, "Ask the officer; a release under a rule that was stopped is withdrawn.");
        }

        if (ReleaseHistory.WhyNotBy(act, team, registry.People) is { } objection)
        {
            throw ProblemException.Refused(
                "NOT_PERMITTED", $"{objection} Nothing was recorded.", release.Id, act.Kind == ReleaseActKind.Withdrawn ? "Check --person." : "Check --person and --key; a team's members and their keys stand in people.yaml, and come into the store by 'linkage rules import'.");
        }
    }

    private static bool IsInForce(Registry registry, (string Id, int Version) rule, DateTimeOffset at) =>
        registry.VersionsOf(rule.Id).FirstOrDefault(one => one.Version == rule.Version) is { } found && RuleLifeCycle.StatusAt(found, registry, at) == RuleStatus.Approved;
}
