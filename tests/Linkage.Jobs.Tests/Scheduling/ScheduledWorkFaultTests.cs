using System.Data.Common;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>What becomes of slots when something goes wrong, and what nobody can make of them.</summary>
public sealed class ScheduledWorkFaultTests : ScheduledWorkWorld
{
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
        var other = new Runner(_clock) { Store = _runner.Store, Before = () => Work().ExecuteAsync(CancellationToken.None).GetAwaiter().GetResult() };

        await new ScheduledWork(Place(), _clock, other, _log).ExecuteAsync(CancellationToken.None);

        Assert.Equal(["2026-11-23T02:30:00Z Begun Released"], Slots());
        Assert.Equal((1, 0), (_runner.Runs, other.Runs));
    }

    // The run and its slot ended in one transaction, of which the host did not hear; and somebody asks for the slot once more.
    [Theory]
    [InlineData(false, 1, "2026-11-23T02:30:00Z Begun Released")]
    [InlineData(true, 2, "2026-11-23T02:30:00Z Begun Released Requested Begun Released")]
    public async Task Execute_AnswerToTheEndOfARunIsLost_TheSlotHasEndedWithItAndIsNotRunAgain(bool isAskedAgain, int runs, string slot)
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        var due = Noon.AddHours(14).AddMinutes(30);
        _runner.Ends = _ =>
        {
            new SqliteDatabase(_registry.Workspace).Write(_clock, db => Schedules().Settle(db, due, _runner.Released(Project)));
            if (isAskedAgain)
            {
                Assert.Equal(1, Schedules().Request(Project, [due], "p-okafor"));
            }

            _runner.Ends = null;
            throw ProblemException.Refused("STORE_UNREACHABLE", "The store does not answer.", null, null);
        };

        await LookAsync(due.AddMinutes(1));
        await LookAsync(due.AddHours(8));

        Assert.Equal([slot], Slots());
        Assert.Equal(runs, _runner.Runs);
    }

    // It is the other's to say what became of the slot, which stays begun until then.
    [Fact]
    public async Task Execute_WorkspaceIsLostInARun_SaysNothingOfTheSlotAndTheOtherGoesOnWithIt()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        var fence = new Fence();
        var other = new Runner(_clock)
        {
            Store = () => _runner.Store().FencedBy(fence),
            Ends = _ =>
            {
                fence.IsLost = true;
                throw ProblemException.Refused("WORKSPACE_LOCK_LOST", "It was lost.", null, null);
            },
        };
        _clock.Set(Noon.AddHours(15));
        await new ScheduledWork(Place(), _clock, other, _log).ExecuteAsync(CancellationToken.None);
        Assert.Equal(["2026-11-23T02:30:00Z Begun"], Slots());
        Assert.Equal("LOST", _log.Problems[^1]);

        await LookAsync(Noon.AddHours(15).AddSeconds(2));

        Assert.Equal(["2026-11-23T02:30:00Z Begun Begun Released"], Slots());
    }

    [Fact]
    public async Task Execute_WorkspaceCannotBeWorkedIn_IsToldToWhoeverAsksTheHost()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Before = () => throw ProblemException.Refused("LEDGER_BROKEN", "Its ledger is not the one its checkpoints tell of.", null, null);

        Assert.Equal("LEDGER_BROKEN", (await Assert.ThrowsAsync<ProblemException>(() => LookAsync(Noon.AddHours(15)))).Problem.Code);
        Assert.Empty(Slots());

        _runner.Before = null;
        await LookAsync(Noon.AddHours(15.1));
        Assert.Equal(["2026-11-23T02:30:00Z Begun Released"], Slots());
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

    private sealed class Fence : IWriteFence
    {
        public bool IsLost { get; set; }

        public void Require(RunStoreContext db)
        {
            if (IsLost)
            {
                throw new WorkspaceLostException("it was recorded");
            }
        }
    }
}
