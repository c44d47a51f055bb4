using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>What is due, when and how often: the schedule as it is meant to go.</summary>
public sealed class ScheduledWorkTests : ScheduledWorkWorld
{
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
}
