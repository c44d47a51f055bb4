using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Run;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Store;

/// <summary>The run store in <c>linkage.db</c>, an SQLite file in the workspace that only its owner can read. Every call is one transaction, in which the ledger records what it writes.</summary>
internal sealed class SqliteRunStore : IRunStore
{
    /// <summary>Name of the file in the workspace.</summary>
    public const string FileName = "linkage.db";

    private readonly DbContextOptions<RunStoreContext> _options;
    private readonly TimeProvider _clock;
    private readonly LedgerWriter _ledger;

    private SqliteRunStore(DbContextOptions<RunStoreContext> options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _ledger = new LedgerWriter(clock);
    }

    /// <summary>Opens the store of a workspace, creating it or bringing it to this program's schema.</summary>
    /// <param name="workspace">The workspace folder; it exists.</param>
    /// <param name="clock">The clock of the machine, for when runs began and ended.</param>
    /// <exception cref="Commands.ProblemException">A newer program wrote it, or it is no run store.</exception>
    public static SqliteRunStore Open(string workspace, TimeProvider clock)
    {
        var path = Path.Combine(workspace, FileName);
        StoreSchema.Prepare(path, clock);
        var options = new DbContextOptionsBuilder<RunStoreContext>().UseSqlite(StoreSchema.ConnectionTo(path)).Options;
        return new SqliteRunStore(options, clock);
    }

    /// <summary>The latest runs of a workspace with all that belongs to them, newest first. Makes, changes and brings up nothing, so a read-only workspace will do.</summary>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="nobodyWrites">Nobody holds the workspace, so nothing but the file itself need be looked at.</param>
    /// <param name="count">How many at most.</param>
    /// <exception cref="Commands.ProblemException">A newer program wrote the store, or it is no run store.</exception>
    public static IReadOnlyList<RunRow> ReadLatest(string workspace, bool nobodyWrites, int count)
    {
        var path = Path.Combine(workspace, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        // With a write-ahead log a reader makes files beside the store, unless it knows that there is nothing to follow.
        var alone = nobodyWrites && LogIsEmpty(path);
        try
        {
            return Read(path, alone, count);
        }
        catch (SqliteException) when (alone && WorkspaceLock.Holder(workspace) is not null)
        {
            // A run began meanwhile.
            return Read(path, alone: false, count);
        }
        catch (SqliteException e) when (StoreSchema.IsDamage(e))
        {
            throw StoreSchema.Unreadable(path);
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
        Decision = ToJson(decision.Decision),
    }));

    /// <inheritdoc/>
    public void Finish(RunId run, RunOutcome outcome) => Change(run, row =>
    {
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
    });

    /// <inheritdoc/>
    public void Stop(RunId run, RunState state, string code, string message, string? faultId) => Change(run, row =>
    {
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
            foreach (var run in db.Runs.Where(r => r.State == RunState.Running))
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
        using var db = new RunStoreContext(_options);
        return Latest(db, count);
    }

    /// <summary>What a checkpoint of the ledger would be signed over now.</summary>
    /// <param name="now">The instant it would name.</param>
    /// <exception cref="Commands.ProblemException">The end of the ledger cannot be read.</exception>
    public Checkpoint LedgerNow(DateTimeOffset now)
    {
        using var db = new RunStoreContext(_options);
        using var transaction = db.Database.BeginTransaction();
        var head = LedgerWriter.HeadOf(db);
        return new Checkpoint(Checkpoint.OriginPrefix + LedgerWriter.IdOf(db), head.Size, head.Root, now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static List<RunRow> Read(string path, bool alone, int count)
    {
        var connection = StoreSchema.ReadOnlyConnectionTo(path, alone);
        if (!StoreSchema.IsReadable(connection, path))
        {
            return [];
        }

        using var db = new RunStoreContext(new DbContextOptionsBuilder<RunStoreContext>().UseSqlite(connection).Options);
        return Latest(db, count);
    }

    /// <summary>Whether nothing waits in the write-ahead log of a store, so that the file itself is all there is.</summary>
    internal static bool LogIsEmpty(string path) => new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 };

    private static List<RunRow> Latest(RunStoreContext db, int count) =>
        Whole(db.Runs.AsNoTracking()).OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.RunId).Take(count).ToList();

    private static IQueryable<RunRow> Whole(IQueryable<RunRow> runs) => runs
        .Include(r => r.Stages.OrderBy(s => s.Ordinal))
        .Include(r => r.Decisions.OrderBy(d => d.Ordinal))
        .Include(r => r.Releases.OrderBy(x => x.ReleaseId))
        .AsSplitQuery();

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOutput.Options);

    private void Change(RunId run, Action<RunRow> change) => Write(db =>
    {
        var id = run.ToString();
        change(Whole(db.Runs).Single(r => r.RunId == id));
    });

    private void Write(Action<RunStoreContext> change)
    {
        using var db = new RunStoreContext(_options);
        using var transaction = db.Database.BeginTransaction();
        change(db);
        _ledger.Record(db);
        db.SaveChanges();
        transaction.Commit();
    }
}
