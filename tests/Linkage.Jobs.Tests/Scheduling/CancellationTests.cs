using System.Data.Common;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>Somebody asks for the end of what is under way or pending.</summary>
public sealed class CancellationTests : ScheduledWorkWorld
{
    private static readonly DateTimeOffset Night = Noon.AddHours(14.5);

    [Fact]
    public async Task Execute_PendingSlotIsCancelled_IsNeverBegunAndTheNextNightComes()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Request(Project, [Noon], "p-okafor");
        Assert.Equal(1, Schedules().AskToCancel(Project, [Noon], "p-sandhu", "Wrong week."));
        Assert.Equal(0, Schedules().AskToCancel(Project, [Noon], "p-sandhu", "Again."));
        Assert.Equal(0, Schedules().Request(Project, [Noon], "p-okafor"));

        await LookAsync(Noon.AddMinutes(1));
        Assert.Equal(0, _runner.Runs);
        await LookAsync(Night);

        Assert.Equal(["2026-11-22T12:00:00Z Requested CancelRequested Cancelled", "2026-11-23T02:30:00Z Begun Released"], Slots());
        Assert.Equal(["p-sandhu"], Schedules().StoppedBy(Project, _ => false));
    }

    [Fact]
    public async Task Execute_RunUnderWayIsCancelled_IsStoppedAndItsSlotNotBegunAgain()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Ends = token =>
        {
            Assert.Equal(1, Schedules().AskToCancel(Project, [Night], "p-okafor", "Wrong extracts."));
            Assert.True(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)), "Nobody told the run to stop.");
            throw new OperationCanceledException(token);
        };
        await LookAsync(Night);
        _runner.Ends = null;

        await LookAsync(Night.AddMinutes(1));
        Assert.Equal(["2026-11-23T02:30:00Z Begun CancelRequested Cancelled:CANCELLED"], Slots());
        Assert.Equal(1, _runner.Runs);

        await LookAsync(Night.AddDays(1));
        Assert.Equal(2, _runner.Runs);
    }

    [Fact]
    public async Task Execute_HostIsKilledBeforeItObeys_TheNextHostDoesNotBeginItAgain()
    {
        Schedule("{ cron: '30 2 * * *', window: { from: '02:00', to: '03:00' } }");
        await LookAsync(Noon);
        Schedules().Begin(Project, new SlotHistory(Night, []));
        Schedules().AskToCancel(Project, [Night], "p-okafor", "Wrong extracts.");

        await LookAsync(Night.AddHours(5));

        Assert.Equal(0, _runner.Runs);
        Assert.Equal(["2026-11-23T02:30:00Z Begun CancelRequested Cancelled"], Slots());
    }

    [Theory]
    [InlineData(null, "Begun CancelRequested Released")]
    [InlineData(ExitCode.Refused, "Begun CancelRequested Refused:SOME_CODE")]
    [InlineData(ExitCode.Fault, "Begun CancelRequested Retried:SOME_CODE Cancelled")]
    public async Task Execute_RunEndsBeforeItObeys_IsWhatItIsAndNotTriedAgain(object? exitCode, string history)
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _runner.Ends = _ =>
        {
            Schedules().AskToCancel(Project, [Night], "p-okafor", "Wrong extracts.");
            return exitCode is null ? null : throw new ProblemException(new Problem("SOME_CODE", "No.", (ExitCode)exitCode));
        };

        await LookAsync(Night);
        await LookAsync(Night.AddHours(2));

        Assert.Equal([$"2026-11-23T02:30:00Z {history}"], Slots());
        Assert.Equal(1, _runner.Runs);
    }

    [Fact]
    public async Task AskToCancelRun_RunBegunByHand_SettlesNoSlotOfTheSchedule()
    {
        Schedule("{ cron: '30 2 * * *', missed: each }");
        await LookAsync(Noon);
        _clock.Set(Night.AddMinutes(5));
        Assert.Equal(1, Schedules().AskToCancelRun(Project, "20261123T023400Z-00000001", "p-okafor", "Wrong extracts."));
        Assert.Equal(0, Schedules().AskToCancelRun(Project, "20261123T023400Z-00000001", "p-okafor", "Again."));
        Assert.NotNull(Schedules().CancellationOf("20261123T023400Z-00000001"));
        Assert.Null(Schedules().CancellationOf("20261123T023400Z-00000002"));

        await LookAsync(Night.AddMinutes(6));

        Assert.Equal(["2026-11-23T02:30:00Z Begun Released", "2026-11-23T02:35:00Z CancelRequested Cancelled"], Slots());
    }

    [Fact]
    public async Task Request_CancelledSlotIsAskedForAgain_Runs()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Request(Project, [Noon], "p-okafor");
        Schedules().AskToCancel(Project, [Noon], "p-okafor", "Not yet.");
        await LookAsync(Noon.AddMinutes(1));

        Assert.Equal(1, Schedules().Request(Project, [Noon], "p-okafor"));
        await LookAsync(Noon.AddMinutes(2));

        Assert.Equal(["2026-11-22T12:00:00Z Requested CancelRequested Cancelled Requested Begun Released"], Slots());
    }

    // Who asked first hides nobody, and neither another slot nor a pause of one's own lets it go on.
    [Fact]
    public async Task StoppedBy_EverybodyWhoStoppedIt_UntilSomebodyWhoMayAsksForARun()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Request(Project, [Noon], "p-okafor");
        Assert.Equal(1, Schedules().AskToCancel(Project, [Noon], "p-okafor", "Mine first."));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Schedules().AskToCancel(Project, [Noon], "p-sandhu", "Wrong people's records."));
        await LookAsync(Noon.AddMinutes(1));
        Schedules().Pause(Project, "p-okafor", "Mine too.");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Schedules().Request(Project, [Noon.AddMinutes(1)], "p-okafor");

        Assert.Equal(["p-okafor", "p-sandhu"], Schedules().StoppedBy(Project, MayLetGoOn).Order(StringComparer.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Schedules().Request(Project, [Noon.AddMinutes(2)], "p-sandhu");
        Assert.Equal(["p-okafor"], Schedules().StoppedBy(Project, MayLetGoOn));
        Schedules().Resume(Project, "p-okafor", "Mine.");
        Assert.Empty(Schedules().StoppedBy(Project, MayLetGoOn));

        static bool MayLetGoOn(string person) => person == "p-sandhu";
    }

    [Fact]
    public async Task Pause_ByASecondPerson_IsHeardWhenItIsResumed()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Pause(Project, "p-sandhu", "An incident.");
        Schedules().Pause(Project, "p-okafor", "Over it.");

        Assert.Equal(["p-sandhu", "p-okafor"], Schedules().StoppedBy(Project, _ => false));
        Assert.Equal("SCHEDULE_AS_IT_IS", Assert.Throws<ProblemException>(() => Schedules().Pause(Project, "p-sandhu", "Again.")).Problem.Code);
    }

    [Fact]
    public async Task AskToCancel_WhoAndWhy_StandInTheLedgerAndCannotBeChanged()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        Schedules().Request(Project, [Noon], "p-okafor");
        Schedules().AskToCancel(Project, [Noon], "p-sandhu", "Wrong week.");

        var database = new SqliteDatabase(_registry.Workspace);
        Assert.Equal(
            ["slot-requested", "slot-cancelrequested"],
            database.Read(connection => StoredEvents.Of(connection, "slots/").Select(e => e.Record!.Event.Kind).ToList())!);
        Schedules().RequireAsRecorded();
        Assert.Equal("Wrong week.", Schedules().CancellationOf(Project, Noon)!.Reason);
        foreach (var change in new[] { "UPDATE slots SET reason = 'Another.'", "INSERT INTO slots (workspace, project, slot, ordinal, act, covers, at) VALUES ('', 'p', '2026-11-22T11:00:00Z', 0, 'CancelRequested', 1, '2026-11-22T11:00:00.0000000Z')" })
        {
            Assert.ThrowsAny<DbException>(() => database.Write(_clock, db => Execute(db, change)));
        }
    }

    [Fact]
    public async Task SlotOf_Attempts_AreToldFromRunsBegunByHand()
    {
        Schedule(Nightly);
        await LookAsync(Noon);
        _clock.Set(Night);
        using var store = RunStore.Open(new SqliteDatabase(_registry.Workspace), _registry.Workspace, _clock);
        var before = Begin(Night.AddMinutes(-1));
        _clock.Set(Night);
        Schedules().Begin(Project, new SlotHistory(Night, []));
        var crashed = Begin(Night.AddSeconds(1));
        _clock.Set(Night.AddMinutes(1));
        Schedules().Begin(Project, State().Slots[^1]);
        var ended = Begin(Night.AddMinutes(2));
        Schedules().Record(Project, Night, SlotAct.Failed, ended.RunId, "STAGE_FAILED");
        var byHand = Begin(Night.AddMinutes(3));

        Assert.Null(Schedules().SlotOf(before));
        Assert.Equal(Night, Schedules().SlotOf(crashed)?.Slot);
        Assert.Equal(Night, Schedules().SlotOf(ended)?.Slot);
        Assert.Null(Schedules().SlotOf(byHand));
        Assert.Null(Schedules().About(byHand));
        Schedules().AskToCancelRun(Project, byHand.RunId, "p-okafor", "Wrong extracts.");
        Schedules().Record(Project, State().Slots.Single(slot => slot.IsOfRunByHand).Slot, SlotAct.Cancelled, byHand.RunId, "CANCELLED");
        Assert.Null(Schedules().SlotOf(byHand));
        Assert.True(Schedules().About(byHand)?.Rows.Any(row => row is { Act: nameof(SlotAct.CancelRequested), Person: "p-okafor" }));

        RunRow Begin(DateTimeOffset at)
        {
            _clock.Set(at);
            var run = Pipeline.Run.RunId.Create(at);
            store.Begin(run, Project, at);
            return store.Latest(1).Single(row => row.RunId == run.ToString());
        }
    }
}
