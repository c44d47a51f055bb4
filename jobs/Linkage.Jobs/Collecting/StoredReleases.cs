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

/// <summary>The releases of a workspace as the store knows them, their acts held against the ledger.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
internal sealed class StoredReleases(StoreDatabase database, string workspace)
{
    private const string Point = "Release";

    private readonly string? _name = database.IsShared ? WorkspaceName.Read(workspace) : null;

    /// <summary>Every release, the oldest first. Makes and changes nothing.</summary>
    /// <exception cref="ProblemException">An act is not what the ledger recorded.</exception>
    public IReadOnlyList<StoredRelease> Read() => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        db.Database.UseTransaction(transaction);
        return Within(db);
    }) ?? [];

    /// <summary>The same within a transaction.</summary>
    /// <param name="db">The store, in that transaction.</param>
    /// <exception cref="ProblemException">An act is not what the ledger recorded.</exception>
    public IReadOnlyList<StoredRelease> Within(RunStoreContext db)
    {
        RecordedTable.Of(db.Model.FindEntityType(typeof(ReleaseActRow))!)!.RequireAsRecorded(db.Database.GetDbConnection(), Changed);
        var acts = db.ReleaseActs.AsNoTracking().Where(act => act.Workspace == _name).OrderBy(act => act.Ordinal).ToLookup(act => act.ReleaseId);
        return
        [
            .. db.Runs.AsNoTracking().Include(run => run.Releases).Include(run => run.Decisions.Where(d => d.Point == Point && d.Allowed))
                .Where(run => run.State == RunState.Released && (!database.IsShared || run.Workspace == _name))
                .OrderBy(run => run.StartedAt).ThenBy(run => run.RunId)
                .AsSplitQuery()
                .AsEnumerable()
                .SelectMany(run => run.Releases.Select(release => (run, release)))
                .DistinctBy(one => one.release.ReleaseId)
                .Select(one => Of(workspace, one.run, one.release, [.. acts[one.release.ReleaseId]])),
        ];
    }

    /// <summary>Whether a release was withdrawn.</summary>
    /// <exception cref="ProblemException">An act is not what the ledger recorded.</exception>
    public bool IsWithdrawn(string id) => Read().Any(release => release.Id == id && release.IsWithdrawn);

    /// <summary>Finds a release by its id, or by the beginning of it that no other shares.</summary>
    /// <exception cref="ProblemException">There is none, or there are several.</exception>
    public StoredRelease Find(IReadOnlyList<StoredRelease> releases, string name)
    {
        var found = releases.Where(release => release.Id.StartsWith(name, StringComparison.Ordinal)).ToList();
        return found is [var release] ? release
            : found.Find(one => one.Id == name)
            ?? throw ProblemException.BadConfiguration(
                "NO_RELEASE", found.Count == 0 ? "The store knows no such release." : $"{found.Count} releases begin like that.", database.Name, "Name a release as 'linkage releases list' prints it.");
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

    // By the workspace and not by the path of the run: a workspace that was moved or copied has its own bundles.
    private static StoredRelease Of(string workspace, RunRow run, ReleaseRow release, IReadOnlyList<ReleaseActRow> acts) => new(
        release.ReleaseId,
        run.Project,
        run.RunId,
        Path.Combine(workspace, "zones", "release", run.Project, release.ReleaseId),
        release.StatementDigest,
        run.FinishedAt ?? run.StartedAt,
        release.ExpiresAt,
        release.RowCount,
        [.. run.Decisions.SelectMany(RulesOf).Distinct()],
        [.. acts.Select(Act)],
        [.. acts.Select(act => act.Place).OfType<string>().Distinct(StringComparer.Ordinal)]);

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

    private static ProblemException Changed(string what) => ProblemException.Refused(
        "LEDGER_BROKEN", "What happened to releases is not what the ledger recorded, so none is handed out or taken back.", what, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
}
