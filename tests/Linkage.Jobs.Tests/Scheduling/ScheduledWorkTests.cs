using System.Data.Common;
using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Registering;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>What is due and what becomes of it, over a real store and a clock that the tests move. What a run itself does is not asked here.</summary>
public sealed class ScheduledWorkTests : IDisposable
{
    private const string Project = "homes-and-money";
    private const string Nightly = "{ cron: '30 2 * * *', missed: once, maximumDuration: 2h }";

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly SampleRegistry _registry = new();
    private readonly TemporaryFolder _cohorts = new();
    private readonly SettableTimeProvider _clock = new(Noon);
    private readonly Runner _runner;
    private readonly Log _log = new();

    public ScheduledWorkTests()
    {
        _registry.Import();
        _runner = new Runner(_clock);
    }

    public void Dispose()
    {
        _cohorts.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task Execute_FirstLook_SeesTheScheduleAndOwesNothingFromBefore()
    {
        Schedule(Nightly);

        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(14));
        Assert.Equal(0, _runner.Runs);

        await LookAsync(Noon.AddHours(14).AddMinutes(30));
        Assert.Equal(["2026-11-23T02:30:00Z Begun Released"], Slots());
        await LookAsync(Noon.AddHours(20));
        Assert.Equal(1, _runner.Runs);
        Assert.Empty(_log.Problems);
    }

    [Theory]
    [InlineData("once", "2026-11-24T02:30:00Z Superseded(2)", "2026-11-25T02:30:00Z Begun Released")]
    [InlineData("each", "2026-11-23T02:30:00Z Begun Released", "2026-11-24T02:30:00Z Begun Released", "2026-11-25T02:30:00Z Begun Released")]
    [InlineData("skip", "2026-11-25T02:30:00Z Skipped(3)")]
    public async Task Execute_HostWasOffForThreeNights_DoesAsTheScheduleSays(string missed, params string[] slots)
    {
        Schedule(Nightly.Replace("once", missed, StringComparison.Ordinal));
        await LookAsync(Noon);

        await LookAsync(Noon.AddDays(3));

        Assert.Equal(slots, Slots());
        await LookAsync(Noon.AddDays(3).AddMinutes(1));
        Assert.Equal(slots, Slots());
    }

    [Fact]
    public async Task Execute_ClocksGoBack_RunsTheNightOnce()
    {
        Schedule("{ cron: '30 1 * * *' }");
        var from = new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero);
        for (var now = from; now < from.AddDays(2); now = now.AddMinutes(10))
        {
            await LookAsync(now);
        }

        // Summer time first, an hour ahead of UTC; the second half past one of that night is not another slot.
        Assert.Equal(["2026-10-25T00:30:00Z Begun Released", "2026-10-26T01:30:00Z Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_TransientFault_IsTriedAgainLaterAndNotForEver()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Ends = _ => throw new ProblemException(new Problem("DISK_FULL", "The disk is full.", ExitCode.Fault));
        var due = Noon.AddHours(15);

        await LookAsync(due);
        await LookAsync(due.AddSeconds(20));
        Assert.Equal(["2026-11-23T02:30:00Z Begun Retried:DISK_FULL"], Slots());

        for (var minute = 1; minute < 60; minute++)
        {
            await LookAsync(due.AddMinutes(minute));
        }

        Assert.Equal([$"2026-11-23T02:30:00Z {string.Concat(Enumerable.Repeat("Begun Retried:DISK_FULL ", RetryPolicy.Attempts - 1))}Begun Failed:DISK_FULL"], Slots());
        Assert.Equal(RetryPolicy.Attempts, _runner.Runs);
    }

    [Theory]
    [InlineData(ExitCode.Refused, "Refused")]
    [InlineData(ExitCode.BadConfiguration, "Failed")]
    public async Task Execute_RefusalOrWrongConfiguration_IsNeverTriedAgain(object exitCode, string act)
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Ends = _ => throw new ProblemException(new Problem("SOME_CODE", "No.", (ExitCode)exitCode));

        await LookAsync(Noon.AddHours(15));
        await LookAsync(Noon.AddHours(20));

        Assert.Equal([$"2026-11-23T02:30:00Z Begun {act}:SOME_CODE"], Slots());
        Assert.Equal(1, _runner.Runs);
    }

    [Fact]
    public async Task Execute_HostIsToldToStop_TheNextHostBeginsTheSlotAgainWithoutCountingIt()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        for (var time = 0; time < RetryPolicy.Attempts + 1; time++)
        {
            using var host = new CancellationTokenSource();
            _runner.Ends = token =>
            {
                host.Cancel();
                throw new OperationCanceledException(token);
            };
            await LookAsync(Noon.AddHours(15), host.Token);
        }

        _runner.Ends = null;
        await LookAsync(Noon.AddHours(15));

        Assert.Equal([$"2026-11-23T02:30:00Z {string.Concat(Enumerable.Repeat("Begun Interrupted:CANCELLED ", RetryPolicy.Attempts + 1))}Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_HostIsKilledInTheSameSlotAgainAndAgain_GivesUp()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        var slot = Noon.AddHours(14).AddMinutes(30);
        for (var time = 0; time < RetryPolicy.Attempts; time++)
        {
            Schedules().Begin(Project, State().Slots is [.., var begun] ? begun : new SlotHistory(slot, []));
        }

        await LookAsync(Noon.AddHours(16));

        Assert.Equal(0, _runner.Runs);
        Assert.EndsWith("Begun Failed:CRASHED", Assert.Single(Slots()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_RunTakesLongerThanItMay_IsStoppedAndSaidSo()
    {
        Schedule("{ cron: '30 2 * * *', maximumDuration: 1m }");
        await LookAsync(Noon);
        var rushed = new RushedTimeProvider(600);
        _runner.Ends = token => token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)) ? throw new OperationCanceledException(token) : null;
        _clock.Set(Noon.AddHours(15));

        await new ScheduledWork(Place(), new At(_clock, rushed), _runner, _log).ExecuteAsync(CancellationToken.None);

        Assert.Equal(["2026-11-23T02:30:00Z Begun Overran:CANCELLED"], Slots());
    }

    [Fact]
    public async Task Execute_AnotherHostWasFaster_RunsTheSlotOnce()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _clock.Set(Noon.AddHours(15));
        var other = new Runner(_clock) { Before = () => Work().ExecuteAsync(CancellationToken.None).GetAwaiter().GetResult() };

        await new ScheduledWork(Place(), _clock, other, _log).ExecuteAsync(CancellationToken.None);

        Assert.Equal(["2026-11-23T02:30:00Z Begun Released"], Slots());
        Assert.Equal((1, 0), (_runner.Runs, other.Runs));
    }

    [Fact]
    public async Task Execute_AnotherProcessWorksInTheWorkspace_WaitsWithoutAWordInTheStore()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Before = () => throw ProblemException.Refused("WORKSPACE_BUSY", "Another process works there.", null, null);
        await LookAsync(Noon.AddHours(15));
        Assert.Empty(Slots());

        _runner.Before = null;
        await LookAsync(Noon.AddHours(15).AddSeconds(2));

        Assert.Equal(["2026-11-23T02:30:00Z Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_Paused_RunsWhatIsAskedForAloneAndMakesUpForNothing()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Pause(Project, "p-okafor", "Migration.");
        await LookAsync(Noon.AddDays(2));
        Assert.Empty(Slots());
        Assert.Equal("SCHEDULE_AS_IT_IS", Assert.Throws<ProblemException>(() => Schedules().Pause(Project, "p-okafor", "Again.")).Problem.Code);

        Assert.Equal(1, Schedules().Request(Project, [Noon.AddDays(2)], "p-okafor"));
        Assert.Equal(0, Schedules().Request(Project, [Noon.AddDays(2)], "p-okafor"));
        await LookAsync(Noon.AddDays(2).AddMinutes(1));
        Assert.Equal(["2026-11-24T12:00:00Z Requested Begun Released"], Slots());

        Schedules().Resume(Project, "p-okafor", "Done.");
        await LookAsync(Noon.AddDays(2).AddMinutes(2));
        await LookAsync(Noon.AddDays(3));
        Assert.Equal(["2026-11-24T12:00:00Z Requested Begun Released", "2026-11-25T02:30:00Z Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_Backfill_RunsSlotsAgainAndSpoilsNoneOfTheSchedule()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        await LookAsync(Noon.AddDays(1));
        Schedules().Request(Project, [.. new[] { -1, 0, 1 }.Select(day => Noon.AddDays(day).AddHours(-9.5))], "p-okafor");

        await LookAsync(Noon.AddDays(1).AddMinutes(1));
        await LookAsync(Noon.AddDays(2));

        Assert.Equal(
            ["2026-11-21T02:30:00Z Requested Begun Released", "2026-11-22T02:30:00Z Requested Begun Released", "2026-11-23T02:30:00Z Begun Released Requested Begun Released", "2026-11-24T02:30:00Z Begun Released"],
            Slots());
    }

    [Fact]
    public async Task Execute_Window_LetsASlotWaitAndNotOneThatIsAskedFor()
    {
        Schedule("{ cron: '30 2 * * *', window: { from: '02:00', to: '06:00' } }");
        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(21));
        Assert.Empty(Slots());
        Schedules().Request(Project, [Noon.AddHours(21)], "p-okafor");
        await LookAsync(Noon.AddHours(21));
        Assert.Equal(["2026-11-23T09:00:00Z Requested Begun Released"], Slots());

        await LookAsync(Noon.AddHours(38));

        Assert.Equal(["2026-11-23T09:00:00Z Requested Begun Released", "2026-11-23T02:30:00Z Begun Released"], Slots().Order(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a))));
    }

    [Fact]
    public async Task Execute_AFileThatCannotBeRead_StopsNoOtherProject()
    {
        Schedule(Nightly);
        _cohorts.Write("another.yaml", "kind: Something\n");

        foreach (var now in new[] { Noon, Noon.AddHours(15) })
        {
            var told = await Assert.ThrowsAsync<ProblemException>(() => LookAsync(now));
            Assert.Equal(("BAD_CONFIGURATION", true), (told.Problem.Code, told.Problem.Where?.Contains("another.yaml", StringComparison.Ordinal)));
        }

        Assert.Single(Slots());
    }

    [Fact]
    public async Task Execute_CopyOfAProjectFileBesideIt_IsNotRunInItsPlace()
    {
        Schedule(Nightly);
        File.Copy(_cohorts.PathOf($"{Project}.yaml"), _cohorts.PathOf($"{Project}.before.yaml"));

        foreach (var now in new[] { Noon, Noon.AddHours(15) })
        {
            var told = await Assert.ThrowsAsync<ProblemException>(() => LookAsync(now));
            Assert.Contains("lies in a file of its name", told.Problem.Message, StringComparison.Ordinal);
        }

        Assert.Equal([$"{Project}.yaml"], _runner.Files);
    }

    [Theory]
    [InlineData("30 2 * * *", "Daily")]
    [InlineData("30 2 * * MON-FRI", "Daily")]
    [InlineData("30 2 * * MON", "Weekly")]
    [InlineData("30 2 23 * *", "Monthly")]
    [InlineData("30 2 23 2,5,8,11 *", "Quarterly")]
    public async Task Execute_SlotOfTheSchedule_TellsTheGateHowOftenItComes(string cron, string frequency)
    {
        Schedule($"{{ cron: '{cron}' }}");
        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(15));
        Schedules().Request(Project, [Noon.AddHours(16)], "p-okafor");
        await LookAsync(Noon.AddHours(16));

        Assert.Equal([Enum.Parse<RunSchedule>(frequency), RunSchedule.OnDemand], _runner.Frequencies);
    }

    [Fact]
    public async Task Execute_ScheduleThatComesTwiceADay_IsRefused()
    {
        Schedule("{ cron: '30 2,14 * * *' }");
        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(15));

        Assert.Equal(0, _runner.Runs);
        Assert.EndsWith("Begun Refused:SCHEDULE_NOT_PERMITTED", Slots()[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("once")]
    [InlineData("each")]
    [InlineData("skip")]
    public async Task Execute_SlotAskedForByHandBeforeItWasLookedAt_RunsOnceAndTheScheduleGoesOn(string missed)
    {
        Schedule(Nightly.Replace("once", missed, StringComparison.Ordinal));
        await LookAsync(Noon);
        _clock.Set(Noon.AddHours(20));
        Schedules().Request(Project, [Noon.AddHours(14.5)], "p-okafor");

        await LookAsync(Noon.AddHours(20));
        await LookAsync(Noon.AddHours(20.1));
        await LookAsync(Noon.AddHours(38.5));
        await LookAsync(Noon.AddHours(62.5));

        Assert.Equal(["2026-11-23T02:30:00Z Requested Begun Released", "2026-11-24T02:30:00Z Begun Released", "2026-11-25T02:30:00Z Begun Released"], Slots());
        Assert.Empty(_log.Problems);
    }

    [Fact]
    public async Task Execute_MoreSlotsThanAnybodyLooksAt_AreAllRun()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        var slots = Enumerable.Range(1, 1100).Select(day => Noon.AddDays(-day)).ToList();
        Schedules().Request(Project, slots, "p-okafor");

        Assert.Equal(1100, State().Pending.Count());
        Assert.Equal(slots.Min(), State().Pending.First().Slot);
    }

    [Fact]
    public async Task Execute_RowsThatNobodyRecorded_StopTheSchedule()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        var database = new SqliteDatabase(_registry.Workspace);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(SqliteSchema.ConnectionTo(Path.Combine(_registry.Workspace, SqliteDatabase.FileName))))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO slots (workspace, project, slot, ordinal, act, covers, at) VALUES ('', '{Project}', '2026-11-22T11:00:00Z', 0, 'Requested', 1, '2026-11-22T11:00:00.0000000Z')";
            command.ExecuteNonQuery();
        }

        var told = await Assert.ThrowsAsync<ProblemException>(() => LookAsync(Noon.AddHours(1)));

        Assert.Equal("LEDGER_BROKEN", told.Problem.Code);
        Assert.Equal(0, _runner.Runs);
    }

    [Fact]
    public async Task Execute_ClockWasAheadByADay_GoesOnByTheRightOne()
    {
        Schedule(Nightly);
        await LookAsync(Noon.AddDays(10));
        await LookAsync(Noon.AddDays(11));
        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(15));

        Assert.Equal(["2026-11-23T02:30:00Z Begun Released", "2026-12-03T02:30:00Z Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_BacklogOfOneProject_KeepsNoOtherFromItsSlot()
    {
        Schedule(Nightly);
        _cohorts.Write("child-poverty-research.yaml", File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "child-poverty-research.yaml")));
        await LookAsync(Noon);
        Schedules().Request("child-poverty-research", [.. Enumerable.Range(1, 5).Select(day => Noon.AddDays(-day))], "p-okafor");

        await LookAsync(Noon.AddHours(15));

        Assert.Equal(6, _runner.Runs);
        Assert.Contains($"{Project}.yaml", _runner.Files.Take(2));
    }

    [Fact]
    public async Task Execute_FolderOfTheExtractsIsNotThere_IsTriedAgainAndNamesNoOtherRun()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Ends = _ => throw ProblemException.BadConfiguration("FOLDER_MISSING", "It is not there.", "/srv", null);
        await LookAsync(Noon.AddHours(15));

        _runner.Ends = null;
        await LookAsync(Noon.AddHours(15.1));

        Assert.Equal(["2026-11-23T02:30:00Z Begun Retried:FOLDER_MISSING Begun Released"], Slots());
        Assert.Null(State().Slots.Single().Rows[1].RunId);
    }

    [Fact]
    public async Task Record_EverythingOfASchedule_StandsInTheLedgerAndCannotBeChanged()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        await LookAsync(Noon.AddDays(3));
        Schedules().Pause(Project, "p-okafor", "Migration.");

        var database = new SqliteDatabase(_registry.Workspace);
        var kinds = database.Read(connection => StoredEvents.Of(connection, "slots/").Concat(StoredEvents.Of(connection, "schedules/")).Select(e => e.Record!.Event.Kind).ToList())!;
        Assert.Equal(["slot-superseded", "slot-begun", "slot-released", "schedule-seen", "schedule-paused"], kinds);
        foreach (var change in new[] { "UPDATE slots SET act = 'Skipped'", "DELETE FROM slots", "UPDATE schedules SET person = 'p-other'", "DELETE FROM schedules" })
        {
            Assert.ThrowsAny<DbException>(() => database.Write(_clock, db => Execute(db, change)));
        }
    }

    private static void Execute(RunStoreContext db, string sql)
    {
        using var command = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database).CreateCommand();
        command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(db.Database.CurrentTransaction!);
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Schedule(string schedule)
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

    private async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        _clock.Set(now);
        await Work().ExecuteAsync(cancellationToken);
    }

    private ScheduledWork Work() => new(Place(), _clock, _runner, _log);

    private StoredSchedules Schedules() => new(new SqliteDatabase(_registry.Workspace), _registry.Workspace, _clock);

    private ScheduleState State() => Schedules().Read(Project, _clock.GetUtcNow());

    private List<string> Slots() =>
        [.. State().Slots.Select(slot => $"{slot.Slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {string.Join(' ', slot.Rows.Select(row => row.Act + (row.Code is null ? null : $":{row.Code}") + (row.Covers > 1 ? $"({row.Covers})" : null)))}")];

    private Place Place() => new(
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
    private sealed class Runner(TimeProvider clock) : IProjectRunner
    {
        public int Runs { get; private set; }

        public Func<CancellationToken, RunOutcome?>? Ends { get; set; }

        public Action? Before { get; set; }

        public List<RunSchedule> Frequencies { get; } = [];

        public List<string> Files { get; } = [];

        public Task HoldAsync(ScheduledProject project, Func<Func<RunSchedule, CancellationToken, Task<RunOutcome>>, Task> whileHeld, CancellationToken cancellationToken)
        {
            Before?.Invoke();
            return whileHeld((frequency, token) => Task.FromResult(Run(project, frequency, token)));
        }

        private RunOutcome Run(ScheduledProject project, RunSchedule frequency, CancellationToken cancellationToken)
        {
            Runs++;
            Frequencies.Add(frequency);
            Files.Add(Path.GetFileName(project.File));
            return Ends?.Invoke(cancellationToken) ?? new RunOutcome
            {
                Run = RunId.Create(clock.GetUtcNow()).ToString(),
                Project = project.Id,
                Instant = clock.GetUtcNow(),
                Outcome = RunOutcomeKind.Released,
                Stages = [],
                Decisions = [],
                Sources = [],
                Releases = [],
                Refusals = [],
            };
        }
    }

    /// <summary>Shows the time of one clock, and waits by another.</summary>
    private sealed class At(TimeProvider now, TimeProvider waits) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => waits.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Log : IWorkLog
    {
        public List<string> Problems { get; } = [];

        public void Seen(ScheduledProject project)
        {
        }

        public void Begun(ScheduledProject project, DateTimeOffset slot)
        {
        }

        public void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code)
        {
        }

        public void Passed(ScheduledProject project, SlotFate fate, int count)
        {
        }

        public void Waits(ScheduledProject project, DateTimeOffset slot, Problem problem) => Problems.Add(problem.Code);

        public void Broken(ScheduledProject project, DateTimeOffset slot, Problem problem) => Problems.Add(problem.Code);
    }
}
