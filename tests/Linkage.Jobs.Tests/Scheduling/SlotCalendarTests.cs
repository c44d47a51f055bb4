using System.Globalization;
using Linkage.Jobs.Scheduling;
using Linkage.Pipeline.Projects;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>When a schedule is due, where clocks change and where they do not.</summary>
public sealed class SlotCalendarTests
{
    [Theory]
    [InlineData(20261123)]
    [InlineData(20270328)]
    public void Between_SchedulesAtRandom_IsWhatWalkingThroughEveryMinuteFinds(int seed)
    {
        var random = new Random(seed);
        var slots = 0;
        foreach (var zone in RandomSchedules.Zones)
        {
            for (var turn = 0; turn < 8; turn++)
            {
                var (after, until) = RandomSchedules.Span(random, zone);
                var schedule = RandomSchedules.Make(random, zone);
                schedule = schedule with { Holidays = [.. Enumerable.Range(0, random.Next(4)).Select(_ => DateOnly.FromDateTime(after.UtcDateTime).AddDays(random.Next(40))).Distinct().Order()] };
                var expected = MinuteOracle.Slots(schedule, after, until);

                var found = new SlotCalendar(schedule).Between(after, until).ToList();

                var wrong = expected.Except(found).Select(s => $"lacks {s:u}").Concat(found.Except(expected).Select(s => $"has {s:u}")).ToList();
                Assert.True(wrong.Count == 0, $"seed {seed}: '{schedule.Cron}' in {zone} after {after:u}: {string.Join(", ", wrong.Take(5))}");
                Assert.Equal(expected, found);
                slots += found.Count;
            }
        }

        Assert.True(slots > 10_000, $"only {slots} slots were compared");
    }

    [Theory]
    [InlineData("30 1 * * *", "2027-03-27T23:00", "2027-03-28T23:00", "2027-03-28T01:00")]
    [InlineData("0,30 1 * * *", "2027-03-27T23:00", "2027-03-28T23:00", "2027-03-28T01:00")]
    [InlineData("*/30 0-2 * * *", "2027-03-27T23:00", "2027-03-28T22:00", "2027-03-28T00:00 2027-03-28T00:30 2027-03-28T01:00 2027-03-28T01:30")]
    [InlineData("0 2 * * *", "2027-03-27T23:00", "2027-03-28T23:00", "2027-03-28T01:00")]
    [InlineData("30 1 * * *", "2026-10-24T12:00", "2026-10-26T12:00", "2026-10-25T00:30 2026-10-26T01:30")]
    [InlineData("*/30 * * * *", "2026-10-24T23:45", "2026-10-25T02:00", "2026-10-25T00:00 2026-10-25T00:30 2026-10-25T01:00 2026-10-25T01:30 2026-10-25T02:00")]
    [InlineData("0 1,2 * * *", "2026-10-24T12:00", "2026-10-25T12:00", "2026-10-25T00:00 2026-10-25T02:00")]
    public void Between_ClocksOfLondonChange_IsDueAsSaid(string cron, string after, string until, string slots) =>
        Assert.Equal(slots.Split(' '), new SlotCalendar(new ProjectSchedule { Cron = cron }).Between(Utc(after), Utc(until)).Select(Text));

    [Fact]
    public void Next_ZoneWhoseWinterIsTheException_GoesOn() =>
        Assert.Equal(["2022-03-26T20:04", "2022-03-27T01:00", "2022-03-27T08:04"], new SlotCalendar(new ProjectSchedule { Cron = "4 9-20,1 * * *", TimeZone = "Europe/Dublin" }).Between(Utc("2022-03-26T20:00"), Utc("2022-03-27T08:04")).Take(5).Select(Text));

    [Fact]
    public void Next_Holiday_IsADateOfTheZone()
    {
        // 23:30 UTC of 25 August is 00:30 of 26 August in London.
        var calendar = new SlotCalendar(new ProjectSchedule { Cron = "30 0 * * *", Holidays = [new DateOnly(2027, 8, 26)] });
        var utc = new SlotCalendar(new ProjectSchedule { Cron = "30 23 * * *", TimeZone = "UTC", Holidays = [new DateOnly(2027, 8, 26)] });

        Assert.Equal("2027-08-26T23:30", Text(calendar.Next(Utc("2027-08-24T23:30"))!.Value));
        Assert.Equal("2027-08-25T23:30", Text(utc.Next(Utc("2027-08-24T23:30"))!.Value));
    }

    [Fact]
    public void Next_NothingForTenYears_IsNull()
    {
        Assert.Null(new SlotCalendar(new ProjectSchedule { Cron = "0 0 31 2 *" }).Next(Utc("2027-01-01T00:00")));
        Assert.Equal("2028-02-29T00:00", Text(new SlotCalendar(new ProjectSchedule { Cron = "0 0 29 2 *" }).Next(Utc("2027-01-01T00:00"))!.Value));
        Assert.Null(new SlotCalendar(new ProjectSchedule { Cron = "0 0 29 2 *", Holidays = [new DateOnly(2028, 2, 29), new DateOnly(2032, 2, 29), new DateOnly(2036, 2, 29)] }).Next(Utc("2027-01-01T00:00")));
    }

    [Fact]
    public void Between_InstantsOfTheSlots_LeavesOutTheFirstAndHoldsTheLast()
    {
        var calendar = new SlotCalendar(new ProjectSchedule { Cron = "0 * * * *", TimeZone = "UTC" });

        Assert.Equal(["2027-01-01T01:00", "2027-01-01T02:00"], calendar.Between(Utc("2027-01-01T00:00"), Utc("2027-01-01T02:00")).Select(Text));
        Assert.Empty(calendar.Between(Utc("2027-01-01T02:00"), Utc("2027-01-01T02:00")));
        Assert.Equal("2027-01-01T01:00", Text(calendar.Next(new DateTimeOffset(2027, 1, 1, 5, 30, 0, TimeSpan.FromHours(5)))!.Value));
    }

    [Fact]
    public void Between_ThousandsOfYearsOfMinutes_IsWorkedOutAsItIsAskedFor() =>
        Assert.Equal(["2027-01-01T00:01", "2027-01-01T00:02"], new SlotCalendar(new ProjectSchedule { Cron = "* * * * *" }).Between(Utc("2027-01-01T00:00"), Utc("9000-01-01T00:00")).Take(2).Select(Text));

    [Theory]
    [InlineData("20:00", "06:00", "2026-11-23T19:59", "2026-11-23T20:00")]
    [InlineData("20:00", "06:00", "2026-11-23T20:00", "2026-11-23T20:00")]
    [InlineData("20:00", "06:00", "2026-11-24T05:59", "2026-11-24T05:59")]
    [InlineData("20:00", "06:00", "2026-11-24T06:00", "2026-11-24T20:00")]
    [InlineData("20:00", "06:00", "2026-07-01T18:30", "2026-07-01T19:00")]
    [InlineData("20:00", "00:00", "2026-11-24T00:00", "2026-11-24T20:00")]
    [InlineData("01:15", "01:45", "2027-03-27T12:00", "2027-03-29T00:15")]
    [InlineData("01:30", "04:00", "2027-03-27T12:00", "2027-03-28T01:00")]
    [InlineData("00:30", "01:30", "2026-10-25T00:30", "2026-10-25T01:00")]
    [InlineData("01:30", "02:00", "2026-10-25T01:00", "2026-10-25T01:30")]
    public void OpensAt_WindowOfLondon_IsWhenTheWallClockIsInIt(string from, string to, string instant, string opens)
    {
        var calendar = new SlotCalendar(new ProjectSchedule { Cron = "* * * * *", Window = new ScheduleWindow(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture)) });

        Assert.Equal(opens, Text(calendar.OpensAt(Utc(instant))));
        Assert.Equal(instant == opens, calendar.IsOpen(Utc(instant)));
        Assert.True(calendar.IsOpen(Utc(opens)));
    }

    [Fact]
    public void OpensAt_WindowsAndZonesAtRandom_IsTheFirstOpenSecond()
    {
        const int Seed = 20260329;
        var random = new Random(Seed);
        foreach (var zone in RandomSchedules.Zones)
        {
            var window = new ScheduleWindow(new TimeOnly(random.Next(24), random.Next(60)), new TimeOnly(random.Next(24), 0).AddMinutes(1 + random.Next(59)));
            if (window.From == window.To)
            {
                continue;
            }

            var calendar = new SlotCalendar(new ProjectSchedule { Cron = "* * * * *", TimeZone = zone, Window = window });
            var information = TimeZoneInfo.FindSystemTimeZoneById(zone);
            for (var turn = 0; turn < 20; turn++)
            {
                var instant = RandomSchedules.Span(random, zone).After.AddDays(20).AddSeconds(random.Next(60));
                var opens = instant;
                while (!window.Holds(TimeOnly.FromDateTime(opens.UtcDateTime + information.GetUtcOffset(opens))))
                {
                    opens = opens.AddSeconds(1);
                }

                Assert.True(opens == calendar.OpensAt(instant), $"seed {Seed}: {window} in {zone} at {instant:u} opens at {opens:u}, and not at {calendar.OpensAt(instant):u}");
            }
        }
    }

    // Summer in London begins an hour before the day in UTC; in Sao Paulo the first hour of that day was left out, in Havana it comes twice.
    [Theory]
    [InlineData("Europe/London", "2026-07-01", "2026-06-30T23:00")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00")]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00")]
    public void BeginningOf_Day_IsItsFirstInstant(string zone, string day, string instant) =>
        Assert.Equal(Utc(instant), new SlotCalendar(new ProjectSchedule { Cron = "* * * * *", TimeZone = zone }).BeginningOf(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)));

    [Fact]
    public void OpensAt_NoWindow_IsAtOnce()
    {
        var calendar = new SlotCalendar(new ProjectSchedule { Cron = "* * * * *" });

        Assert.True(calendar.IsOpen(Utc("2027-01-01T12:00")));
        Assert.Equal(Utc("2027-01-01T12:00"), calendar.OpensAt(Utc("2027-01-01T12:00")));
    }

    [Fact]
    public void OpensAt_WindowOfNoLength_SaysSo()
    {
        var calendar = new SlotCalendar(new ProjectSchedule { Cron = "* * * * *", Window = new ScheduleWindow(new TimeOnly(1, 0), new TimeOnly(1, 0)) });

        Assert.Throws<InvalidOperationException>(() => calendar.OpensAt(Utc("2027-01-01T12:00")));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
