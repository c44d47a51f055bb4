using System.Globalization;
using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Releases;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// The releases of a workspace: as the store knows them, their acts held against the ledger, and bundles in the release zone that no run recorded. What is not as it should be is
/// in doubt, and keeps neither the others from being handed out nor anything from being taken back.
/// </summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
internal sealed class StoredReleases(StoreDatabase database, string workspace)
{
    private const string Point = "Release";

    // The word release- and eight digits.
    private const int LeastOfAnId = 16;

    // Of a statement that cannot be read. It is the digest of nothing that was ever published.
    private static readonly string NoDigest = new('0', 64);

    private readonly WithdrawnLists _withdrawn = new(workspace);
    private readonly ReleaseBundles _bundles = new(workspace);
    private readonly string? _name = database.IsShared ? WorkspaceName.Read(workspace) : null;

    /// <summary>Every release, the oldest first; bundles that nobody recorded last. Makes and changes nothing.</summary>
    public IReadOnlyList<StoredRelease> Read() => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        db.Database.UseTransaction(transaction);
        return Within(db);
    }) ?? Unrecorded([], Enumerable.Empty<ReleaseActRow>().ToLookup(act => act.ReleaseId), _ => []);

    /// <summary>The same within a transaction.</summary>
    /// <param name="db">The store, in that transaction.</param>
    public IReadOnlyList<StoredRelease> Within(RunStoreContext db)
    {
        var wrong = RecordedTable.Of(db.Model.FindEntityType(typeof(ReleaseActRow))!)!.NotAsRecorded(db.Database.GetDbConnection())
            .Select(subject => subject.Split('/')).Where(parts => parts.Length == 3).ToLookup(parts => parts[1], parts => parts[2]);
        var acts = db.ReleaseActs.AsNoTracking().Where(act => act.Workspace == _name).OrderBy(act => act.Ordinal).ToLookup(act => act.ReleaseId);
        List<StoredRelease> recorded =
        [
            .. db.Runs.AsNoTracking().Include(run => run.Releases).Include(run => run.Decisions.Where(d => d.Point == Point && d.Allowed))
                .Where(run => run.State == RunState.Released && (!database.IsShared || run.Workspace == _name))
                .OrderBy(run => run.StartedAt).ThenBy(run => run.RunId)
                .AsSplitQuery()
                .AsEnumerable()
                .SelectMany(run => run.Releases.Select(release => (run, release)))
                .DistinctBy(one => one.release.ReleaseId)
                .Select(one => Of(one.run, one.release, [.. acts[one.release.ReleaseId]], wrong[one.release.ReleaseId])),
        ];
        var listed = _withdrawn.Names();
        return [.. recorded.Concat(Unrecorded(recorded, acts, id => wrong[id])).Select(release => Listed(release, listed))];
    }

    /// <summary>
    /// Whether a release was withdrawn: by the store, or by the workspace's list of withdrawn releases, which outlives a restore of the store from before. One whose acts are not what the
    /// ledger recorded may have been, and counts as withdrawn.
    /// </summary>
    /// <exception cref="ProblemException">The list is there and cannot be read.</exception>
    public bool IsWithdrawn(string id) =>
        Read().Any(release => release.Id == id && (release.IsWithdrawn || (release.Doubt is not null && release.Run is not null))) || _withdrawn.RequireNames().Contains(id);

    /// <summary>As <see cref="Read"/>, with the signatures of its acts held against the directory of people once more.</summary>
    public IReadOnlyList<StoredRelease> ReadWithSignatures()
    {
        var releases = Read();
        if (!releases.Any(release => release.Acts.Any(act => act.Signature is not null)))
        {
            return releases;
        }

        try
        {
            var people = new StoredRegistry(database).Load().People;
            return [.. releases.Select(release => release with { Doubt = release.Doubt ?? SignedActs.DoubtOf(release.Acts, people) })];
        }
        catch (ProblemException unreadable)
        {
            return [.. releases.Select(release => release.Acts.Any(act => act.Signature is not null)
                ? release with { Doubt = release.Doubt ?? $"The signatures of its acts cannot be checked. {unreadable.Problem.Message}" }
                : release)];
        }
    }

    /// <summary>
    /// Finds a release by its id, or by the beginning of it that no other shares. A beginning of fewer than 16 characters finds
    /// nothing: what is done to a release cannot be taken back, and a slip of the hand would hit whichever there is.
    /// </summary>
    /// <exception cref="ProblemException">There is none, or there are several.</exception>
    public StoredRelease Find(IReadOnlyList<StoredRelease> releases, string name)
    {
        if (releases.FirstOrDefault(one => one.Id == name) is { } whole)
        {
            return whole;
        }

        var found = name.Length < LeastOfAnId ? [] : releases.Where(release => release.Id.StartsWith(name, StringComparison.Ordinal)).ToList();
        return found is [var release] ? release : throw ProblemException.BadConfiguration(
            "NO_RELEASE",
            found.Count == 0 ? $"The store knows no such release; a shortened id has {LeastOfAnId} characters or more." : $"{found.Count} releases begin like that.",
            database.Name,
            "Name a release as 'linkage releases list' prints it.");
    }

    /// <summary>A row of the store for an act.</summary>
    /// <param name="act">The act.</param>
    /// <param name="place">Folder that a copy was put in; of a collection.</param>
    public ReleaseActRow Row(ReleaseAct act, string? place) => new()
    {
        ReleaseId = act.Release,
        Ordinal = act.Ordinal,
        Act = act.Kind.ToString(),
        Statement = act.Statement,
        Person = act.Person,
        At = RegistryRows.Written(act.At),
        Team = act.Team,
        Reason = act.Reason,
        OpeningKey = act.OpeningKey,
        Place = place,
        Signature = act.Signature,
        Workspace = _name,
    };

    // A store from before a withdrawal does not know of it; whoever reads has to.
    private static StoredRelease Listed(StoredRelease release, HashSet<string> listed) => release.IsWithdrawn || !listed.Contains(release.Id) ? release : release with
    {
        Doubt = release.Doubt ?? "It stands on the workspace's list of withdrawn releases, and the store knows of no withdrawal: an older store was put back. Withdraw it again.",
    };

    // A run that was killed after its release appeared and before it was recorded leaves a bundle that is whole and signed, and that nobody may have until a run finds it there again.
    private IReadOnlyList<StoredRelease> Unrecorded(List<StoredRelease> recorded, ILookup<string, ReleaseActRow> acts, Func<string, IEnumerable<string>> wrong)
    {
        var known = recorded.Select(release => release.Id).ToHashSet(StringComparer.Ordinal);
        var bundles = _bundles.Present().Where(bundle => !known.Contains(bundle.Name)).DistinctBy(bundle => bundle.Name).ToDictionary(bundle => bundle.Name, StringComparer.Ordinal);
        return
        [
            .. bundles.Keys.Union(acts.Select(one => one.Key).Where(id => !known.Contains(id))).Order(StringComparer.Ordinal)
                .Select(id => Unrecorded(id, bundles.GetValueOrDefault(id), [.. acts[id]], wrong(id))),
        ];
    }

    // Once it was taken back, its acts alone are left of it, and which project it belonged to is not known any more.
    private static StoredRelease Unrecorded(string id, DirectoryInfo? bundle, IReadOnlyList<ReleaseActRow> acts, IEnumerable<string> wrong) => new(
        id,
        bundle?.Parent!.Name ?? string.Empty,
        null,
        bundle?.FullName ?? string.Empty,
        acts is [var first, ..] ? first.Statement : ReleaseBundles.DigestOf(bundle!) ?? NoDigest,
        bundle is null ? Act(acts[0]).At : new DateTimeOffset(bundle.LastWriteTimeUtc),
        null,
        0,
        [],
        [.. acts.Select(Act)],
        PlacesOf(acts))
    {
        Doubt = "No run recorded it: one was killed after the release appeared, or is at work, or somebody put it there.",
        NextOrdinal = Next(acts, wrong),
    };

    private static IReadOnlyList<string> PlacesOf(IEnumerable<ReleaseActRow> acts) => [.. acts.Select(act => act.Place).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static int Next(IReadOnlyList<ReleaseActRow> acts, IEnumerable<string> wrong) => acts.Select(act => act.Ordinal)
        .Concat(wrong.Select(ordinal => int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1))
        .DefaultIfEmpty(-1).Max() + 1;

    private StoredRelease Of(RunRow run, ReleaseRow release, IReadOnlyList<ReleaseActRow> acts, IEnumerable<string> wrong) => new(
        release.ReleaseId,
        run.Project,
        run.RunId,
        _bundles.PathOf(run.Project, release.ReleaseId),
        release.StatementDigest,
        run.FinishedAt ?? run.StartedAt,
        release.ExpiresAt,
        release.RowCount,
        [.. run.Decisions.SelectMany(RulesOf).Distinct()],
        [.. acts.Select(Act)],
        PlacesOf(acts))
    {
        Doubt = wrong.Any() ? "What happened to it is not what the ledger recorded; 'linkage ledger verify' says what is wrong." : null,
        NextOrdinal = Next(acts, wrong),
    };

    private static IEnumerable<(string Id, int Version)> RulesOf(DecisionRow row) =>
        JsonSerializer.Deserialize<Decision>(row.Decision, JsonOutput.Options)!.Inherits.Select(inherited => (inherited.RuleId, inherited.RuleVersion)).Prepend((row.RuleId!, row.RuleVersion!.Value));

    private static ReleaseAct Act(ReleaseActRow row) =>
        new(Enum.Parse<ReleaseActKind>(row.Act), row.ReleaseId, row.Statement, row.Ordinal, row.Person, DateTimeOffset.ParseExact(row.At, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))
        {
            Team = row.Team,
            Reason = row.Reason,
            OpeningKey = row.OpeningKey,
            Signature = row.Signature,
        };
}
