using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>What runs leave in the store. Every call is one transaction, in which the ledger records what it writes.</summary>
internal sealed class RunStore : IRunStore
{
    private readonly StoreDatabase _database;
    private readonly TimeProvider _clock;
    private readonly string? _workspace;

    private readonly StoreDatabase _own;

    private RunStore(StoreDatabase database, StoreDatabase own, string? workspace, TimeProvider clock)
    {
        _database = database;
        _own = own;
        _workspace = workspace;
        _clock = clock;
    }

    /// <summary>Opens the store of a workspace. A file is created or brought to this program's schema; a database must have been.</summary>
    /// <param name="database">Where it lies.</param>
    /// <param name="workspace">The workspace folder; it exists.</param>
    /// <param name="clock">The clock of the machine, for when runs began and ended.</param>
    /// <param name="own">The same without a fence, by which a run that lost its workspace says how it ended itself; null for the same.</param>
    /// <exception cref="Commands.ProblemException">A newer program wrote it, or it is no run store.</exception>
    public static RunStore Open(StoreDatabase database, string workspace, TimeProvider clock, StoreDatabase? own = null)
    {
        database.Prepare(clock);
        return new RunStore(database, own ?? database, database.IsShared ? WorkspaceName.Make(workspace) : null, clock);
    }

    /// <summary>The latest runs of a workspace with all that belongs to them, newest first. Makes, changes and brings up nothing, so a read-only workspace will do.</summary>
    /// <param name="database">Where the store lies.</param>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="count">How many at most.</param>
    /// <exception cref="Commands.ProblemException">A newer program wrote the store, or it is no run store.</exception>
    public static IReadOnlyList<RunRow> ReadLatest(StoreDatabase database, string workspace, int count)
    {
        var name = database.IsShared ? WorkspaceName.Read(workspace) : null;
        try
        {
            return database.Read(connection =>
            {
                using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
                return Latest(db, name, database.IsShared, count);
            }) ?? [];
        }
        catch (SqliteException e) when (SqliteSchema.IsDamage(e))
        {
            throw SqliteSchema.Unreadable(database.Name);
        }
    }

    /// <inheritdoc/>
    public void Begin(RunId run, string project, DateTimeOffset instant) => Write(db => db.Runs.Add(new RunRow
    {
        RunId = run.ToString(),
        Project = project,
        Instant = instant,
        StartedAt = _clock.GetUtcNow(),
        State = RunState.Running,
        ProcessId = Environment.ProcessId,
        Workspace = _workspace,
    }));

    /// <inheritdoc/>
    public void BeginStage(RunId run, string stage) => Change(run, row => row.Stages.Add(new StageRow { Ordinal = row.Stages.Count, Name = stage }));

    /// <inheritdoc/>
    public void EndStage(RunId run, StageReport report) => Change(run, row =>
    {
        var stage = row.Stages.LastOrDefault(s => s.Name == report.Name && !s.Finished);
        if (stage is null)
        {
            row.Stages.Add(stage = new StageRow { Ordinal = row.Stages.Count, Name = report.Name });
        }

        stage.Finished = true;
        stage.RowsIn = report.In;
        stage.RowsKept = report.Kept;
        stage.RowsRejected = report.Rejected;
        stage.Seconds = report.Seconds;
        stage.PeakMib = report.PeakMib;
        stage.Report = ToJson(report);
    });

    /// <inheritdoc/>
    public void Decide(RunId run, RunDecision decision) => Change(run, row => row.Decisions.Add(new DecisionRow
    {
        Ordinal = row.Decisions.Count,
        Point = decision.Point,
        Allowed = decision.Decision.IsAllowed,
        RuleId = decision.Decision.RuleId,
        RuleVersion = decision.Decision.RuleVersion,
        ReasonCodes = string.Join(' ', decision.Decision.Reasons.Select(r => r.Code.Written()).Distinct()),
        Digest = DecisionDigest.Of(decision.Decision),
        Decision = ToJson(decision.Decision),
    }));

    /// <inheritdoc/>
    public void Grant(RunId run, Grant grant) => Write(db =>
    {
        var id = run.ToString();
        db.Grants.Add(new GrantRow
        {
            RunId = id,
            Ordinal = db.Grants.Count(g => g.RunId == id),
            GrantId = grant.Id,
            ContentHash = grant.ContentHash,
            RuleId = grant.RuleId,
            RuleVersion = grant.RuleVersion,
            RuleHash = grant.RuleHash,
            EffectiveEnd = grant.EffectiveEnd,
        });
    });

    /// <inheritdoc/>
    public bool Touch(RunId run, GrantKeyEvent happened)
    {
        var isNew = true;
        Write(db => isNew = KeyEvents.Add(db, run.ToString(), happened));
        return isNew;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GrantTombstone> DestroyedKeys()
    {
        using var db = new RunStoreContext(_database.Options);
        using var transaction = db.Database.BeginTransaction();
        return KeyEvents.Destroyed(db, _workspace);
    }

    /// <inheritdoc/>
    public void Finish(RunId run, RunOutcome outcome, Action<RunStoreContext>? with = null) => Write(db =>
    {
        var row = Find(db, run);
        row.State = outcome.Outcome == RunOutcomeKind.Released ? RunState.Released : RunState.Refused;
        row.FinishedAt = _clock.GetUtcNow();
        row.Refusals = ToJson(outcome.Refusals);
        row.Links = outcome.Links is null ? null : ToJson(outcome.Links);
        foreach (var release in outcome.Releases)
        {
            row.Releases.Add(new ReleaseRow
            {
                ReleaseId = release.Id,
                Path = release.Path,
                StatementDigest = release.StatementDigest,
                ExpiresAt = release.Expires,
                AlreadyThere = release.AlreadyPublished,
                RowCount = release.Files.Sum(f => f.Rows),
                FileCount = release.Files.Count,
            });
        }

        with?.Invoke(db);
    });

    /// <inheritdoc/>
    public void Stop(RunId run, RunState state, string code, string message, string? faultId) => Change(_own, run, row =>
    {
        if (row.State is RunState.Released or RunState.Refused)
        {
            return;
        }

        row.State = state;
        row.Refusals = ToJson<IReadOnlyList<Refusal>>([new Refusal(row.Stages is [.., { } stage] ? stage.Name : "Start", code, message)]);
        row.FaultId = faultId;
        row.FinishedAt = _clock.GetUtcNow();
    });

    /// <inheritdoc/>
    public int MarkCrashed()
    {
        var crashed = 0;
        Write(db =>
        {
            foreach (var run in db.Runs.Where(r => r.State == RunState.Running && r.Workspace == _workspace))
            {
                run.State = RunState.Crashed;
                crashed++;
            }
        });
        return crashed;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunRow> Latest(int count)
    {
        using var db = new RunStoreContext(_database.Options);
        return Latest(db, _workspace, _database.IsShared, count);
    }

    /// <summary>What a checkpoint of the ledger would be signed over now.</summary>
    /// <param name="now">The instant it would name.</param>
    /// <exception cref="Commands.ProblemException">The end of the ledger cannot be read.</exception>
    public Checkpoint LedgerNow(DateTimeOffset now)
    {
        using var db = new RunStoreContext(_database.Options);
        using var transaction = _database.BeginWriting(db);
        var head = LedgerWriter.HeadOf(db);
        return new Checkpoint(Checkpoint.OriginPrefix + LedgerWriter.IdOf(db), head.Size, head.Root, now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static List<RunRow> Latest(RunStoreContext db, string? workspace, bool isShared, int count) => Whole(db.Runs.AsNoTracking())
        .Where(r => !isShared || r.Workspace == workspace)
        .OrderByDescending(r => r.StartedAt)
        .ThenByDescending(r => r.RunId)
        .Take(count)
        .ToList();

    private static IQueryable<RunRow> Whole(IQueryable<RunRow> runs) => runs
        .Include(r => r.Stages.OrderBy(s => s.Ordinal))
        .Include(r => r.Decisions.OrderBy(d => d.Ordinal))
        .Include(r => r.Releases.OrderBy(x => x.ReleaseId))
        .AsSplitQuery();

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOutput.Options);

    private void Change(RunId run, Action<RunRow> change) => Change(_database, run, change);

    private void Change(StoreDatabase database, RunId run, Action<RunRow> change) => database.Write(_clock, db => change(Find(db, run)));

    private static RunRow Find(RunStoreContext db, RunId run)
    {
        var id = run.ToString();
        return Whole(db.Runs).Single(r => r.RunId == id);
    }

    private void Write(Action<RunStoreContext> change) => _database.Write(_clock, change);
}
