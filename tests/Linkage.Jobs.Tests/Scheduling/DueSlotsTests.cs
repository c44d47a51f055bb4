using System.Globalization;
using Linkage.Jobs.Scheduling;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>What becomes of slots that have come.</summary>
public sealed class DueSlotsTests
{
    [Theory]
    [InlineData(MissedSlots.Once, "Superseded 02:00, Superseded 03:00, Run 04:00")]
    [InlineData(MissedSlots.Each, "Run 02:00, Run 03:00, Run 04:00")]
    [InlineData(MissedSlots.Skip, "Skipped 02:00, Skipped 03:00, Run 04:00")]
    public void At_ThreeSlotsHaveCome_ThePolicySaysWhatBecomesOfEach(MissedSlots missed, string fates) =>
        Assert.Equal(fates, Fates(Schedule("0 * * * *", missed), "01:00", "04:15"));

    [Theory]
    [InlineData("0 * * * *", "04:15", "Run 04:00")]
    [InlineData("0 * * * *", "04:16", "Skipped 04:00")]
    [InlineData("*/10 * * * *", "04:09", "Run 04:00")]
    [InlineData("*/10 * * * *", "04:10", "Skipped 04:00, Run 04:10")]
    public void At_Skip_WhoIsLateByTheGraceOrTheNextSlotIsMissed(string cron, string now, string fates) =>
        Assert.Equal(fates, Fates(Schedule(cron, MissedSlots.Skip), "03:59", now));

    [Theory]
    [InlineData(MissedSlots.Once, "12:30", "Superseded 11:00, Waits 12:00 until 20:00")]
    [InlineData(MissedSlots.Each, "12:30", "Waits 11:00 until 20:00, Waits 12:00 until 20:00")]
    [InlineData(MissedSlots.Skip, "12:30", "Skipped 11:00, Waits 12:00 until 20:00")]
    [InlineData(MissedSlots.Each, "20:00", "Run 11:00, Run 12:00")]
    [InlineData(MissedSlots.Skip, "20:15", "Skipped 11:00, Run 12:00")]
    [InlineData(MissedSlots.Skip, "20:16", "Skipped 11:00, Skipped 12:00")]
    public void At_WindowIsClosed_WhatWouldRunWaits(MissedSlots missed, string now, string fates) =>
        Assert.Equal(fates, Fates(Schedule("0 11,12 * * *", missed) with { Window = new ScheduleWindow(new TimeOnly(20, 0), new TimeOnly(6, 0)) }, "10:00", now));

    [Theory]
    [InlineData("04:00", "04:00")]
    [InlineData("04:00", "03:00")]
    [InlineData("04:00", "04:59")]
    public void At_NothingCameSince_IsEmpty(string settled, string now) => Assert.Empty(Fates(Schedule("0 * * * *", MissedSlots.Each), settled, now));

    [Fact]
    public void At_AYearOfMinutesWasMissed_OnlyTheNewestAreRun()
    {
        var calendar = new SlotCalendar(Schedule("* * * * *", MissedSlots.Each));
        var settled = At("00:00");
        var now = settled.AddDays(365);

        var fates = DueSlots.At(calendar, settled, now).ToList();

        Assert.Equal(365 * 1440, fates.Count);
        Assert.All(fates.SkipLast(DueSlots.MostRuns), f => Assert.Equal(SlotFate.Superseded, f.Fate));
        Assert.All(fates.TakeLast(DueSlots.MostRuns), f => Assert.Equal(SlotFate.Run, f.Fate));
        Assert.Equal(now, fates[^1].Slot);
        Assert.Equal(settled.AddMinutes(1), DueSlots.At(calendar, settled, now.AddYears(5000)).First().Slot);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void At_WhateverTheTimesOfAsking_EverySlotIsSettledOnceAndInOrder(int seed)
    {
        var random = new Random(seed);
        for (var turn = 0; turn < 30; turn++)
        {
            var zone = RandomSchedules.Zones[random.Next(RandomSchedules.Zones.Length)];
            var (after, until) = RandomSchedules.Span(random, zone);
            var schedule = RandomSchedules.Make(random, zone) with
            {
                Missed = (MissedSlots)random.Next(3),
                Window = random.Next(2) == 0 ? null : new ScheduleWindow(new TimeOnly(random.Next(24), 0), new TimeOnly(random.Next(24), 30)),
            };
            var calendar = new SlotCalendar(schedule);
            var settled = after;
            var asked = new List<DueSlot>();
            for (var now = after; now < until; now += TimeSpan.FromMinutes(Math.Pow(10, random.NextDouble() * 4)))
            {
                var fates = DueSlots.At(calendar, settled, now).ToList();
                Assert.Equal(fates, DueSlots.At(calendar, settled, now));
                Assert.Equal(fates.Select(f => f.Slot), calendar.Between(settled, now));
                DateTimeOffset? opens = calendar.OpensAt(now);
                Assert.All(fates, f => Assert.Equal(f.Fate == SlotFate.Waits ? opens : null, f.Until));
                Assert.DoesNotContain(fates, f => f.Fate == (opens == now ? SlotFate.Waits : SlotFate.Run));
                Assert.True(fates.Count(f => f.Fate == SlotFate.Run) <= (schedule.Missed == MissedSlots.Each ? DueSlots.MostRuns : 1));
                Assert.Equal(fates.Select(f => f.Fate is SlotFate.Run or SlotFate.Waits), fates.Select(f => f.Fate is SlotFate.Run or SlotFate.Waits).Order());

                // The machine may stop after any of them.
                var done = fates.TakeWhile(f => f.Fate != SlotFate.Waits).Take(random.Next(3) == 0 ? random.Next(4) : int.MaxValue).ToList();
                asked.AddRange(done);
                settled = done.Count > 0 ? done[^1].Slot : settled;
            }

            Assert.True(asked.Select(f => f.Slot).SequenceEqual(calendar.Between(after, settled)), $"seed {seed}, turn {turn}: '{schedule.Cron}' in {zone} settles a slot twice or not at all.");
            Assert.All(asked, f => Assert.True(schedule.Missed != MissedSlots.Skip || f.Fate is SlotFate.Run or SlotFate.Skipped));
            Assert.All(asked, f => Assert.True(schedule.Missed == MissedSlots.Skip || f.Fate is SlotFate.Run or SlotFate.Superseded));
        }
    }

    private static ProjectSchedule Schedule(string cron, MissedSlots missed) => new() { Cron = cron, TimeZone = "UTC", Missed = missed };

    private static string Fates(ProjectSchedule schedule, string settled, string now) =>
        string.Join(", ", DueSlots.At(new SlotCalendar(schedule), At(settled), At(now)).Select(f => $"{f.Fate} {f.Slot:HH:mm}{(f.Until is { } until ? $" until {until:HH:mm}" : string.Empty)}"));

    private static DateTimeOffset At(string time) => new(new DateOnly(2027, 1, 1), TimeOnly.Parse(time, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
