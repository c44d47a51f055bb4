using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>A real store, a project with a schedule, and a clock that the tests move. What a run itself does is not asked here.</summary>
public abstract class ScheduledWorkWorld : IDisposable
{
    private protected const string Project = "homes-and-money";
    private protected const string Nightly = "{ cron: '30 2 * * *', missed: once, maximumDuration: 2h }";

    private protected static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private protected readonly SampleRegistry _registry = new();
    private protected readonly TemporaryFolder _cohorts = new();
    private protected readonly SettableTimeProvider _clock = new(Noon);
    private protected readonly Runner _runner;
    private protected readonly Log _log = new();

    protected ScheduledWorkWorld()
    {
        _registry.Import();
        _runner = new Runner(_clock) { Store = () => new SqliteDatabase(_registry.Workspace) };
    }

    public void Dispose()
    {
        _cohorts.Dispose();
        _registry.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static void Execute(RunStoreContext db, string sql)
    {
        using var command = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database).CreateCommand();
        command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(db.Database.CurrentTransaction!);
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private protected void Schedule(string schedule)
    {
        foreach (var query in Directory.GetFiles(RepositoryPaths.Of("schemas", "cohorts"), "*.sql"))
        {
            File.Copy(query, _cohorts.PathOf(Path.GetFileName(query)), overwrite: true);
        }

        var lines = File.ReadAllLines(RepositoryPaths.Of("schemas", "cohorts", $"{Project}.yaml"));
        var start = Array.FindIndex(lines, line => line.StartsWith("schedule:", StringComparison.Ordinal));
        var end = start < 0 ? -1 : Array.FindIndex(lines, start + 1, line => line.Length > 0 && line[0] is not (' ' or '#'));
        var without = start < 0 ? lines : [.. lines[..start], .. end < 0 ? [] : lines[end..]];
        _cohorts.Write($"{Project}.yaml", string.Join('\n', [.. without, $"schedule: {schedule}", string.Empty]));
    }

    private protected async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        _clock.Set(now);
        await Work().ExecuteAsync(cancellationToken);
    }

    private protected ScheduledWork Work() => new(Place(), _clock, _runner, _log);

    private protected StoredSchedules Schedules() => new(new SqliteDatabase(_registry.Workspace), _registry.Workspace, _clock);

    private protected ScheduleState State() => Schedules().Read(Project, _clock.GetUtcNow());

    private protected List<string> Slots() =>
        [.. State().Slots.Select(slot => $"{slot.Slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {string.Join(' ', slot.Rows.Select(row => row.Act + (row.Code is null ? null : $":{row.Code}") + (row.Covers > 1 ? $"({row.Covers})" : null)))}")];

    private protected virtual Place Place() => new(
        new RunEnvironment
        {
            Workspace = _registry.Workspace,
            Sources = _registry.Workspace,
            Registry = new StoredRegistry(new SqliteDatabase(_registry.Workspace)),
            Contracts = RepositoryPaths.Of("schemas", "sources"),
            Models = RepositoryPaths.Of("schemas", "models"),
            Clock = _clock,
        },
        _cohorts.Path);

    /// <summary>Holds the workspace as far as the caller is told, and ends as the test says.</summary>
    private protected sealed class Runner(TimeProvider clock) : IProjectRunner
    {
        public int Runs { get; private set; }

        public Func<CancellationToken, RunOutcome?>? Ends { get; set; }

        public Action? Before { get; set; }

        public Func<StoreDatabase> Store { get; set; } = () => throw new InvalidOperationException("No store.");

        public List<RunSchedule> Frequencies { get; } = [];

        public List<string> Files { get; } = [];

        public Task HoldAsync(ScheduledProject project, DateTimeOffset slot, Func<StoreDatabase, Func<RunSchedule, CancellationToken, Task<RunOutcome>>, Task> whileHeld, CancellationToken cancellationToken)
        {
            Before?.Invoke();
            return whileHeld(Store(), (frequency, token) => Task.FromResult(Run(project, frequency, token)));
        }

        private RunOutcome Run(ScheduledProject project, RunSchedule frequency, CancellationToken cancellationToken)
        {
            Runs++;
            Frequencies.Add(frequency);
            Files.Add(Path.GetFileName(project.File));
            return Ends?.Invoke(cancellationToken) ?? Released(project.Id);
        }

        public RunOutcome Released(string project) => new()
        {
            Run = RunId.Create(clock.GetUtcNow()).ToString(),
            Project = project,
            Instant = clock.GetUtcNow(),
            Outcome = RunOutcomeKind.Released,
            Stages = [],
            Decisions = [],
            Sources = [],
            Releases = [],
            Refusals = [],
        };
    }

    /// <summary>Shows the time of one clock, and waits by another.</summary>
    private protected sealed class At(TimeProvider now, TimeProvider waits) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => waits.CreateTimer(callback, state, dueTime, period);
    }

    private protected sealed class Log : IWorkLog
    {
        public List<string> Problems { get; } = [];

        public void Seen(ScheduledProject project)
        {
        }

        public void Begun(ScheduledProject project, DateTimeOffset slot)
        {
        }

        public IDisposable? Within(ScheduledProject project, DateTimeOffset slot) => null;

        public void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code)
        {
        }

        public void Passed(ScheduledProject project, SlotFate fate, int count)
        {
        }

        public void Waits(ScheduledProject project, DateTimeOffset slot, Problem problem) => Problems.Add(problem.Code);

        public void Broken(ScheduledProject project, DateTimeOffset slot, Problem problem) => Problems.Add(problem.Code);

        public void Lost(ScheduledProject project, DateTimeOffset slot) => Problems.Add("LOST");
    }
}
