using System.Text;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Projects;

/// <summary>The schedule of a project as its file says it.</summary>
public sealed class ScheduleProjectTests : IDisposable
{
    private const string Schedule = """
        schedule:
          cron: "30 1 * * MON-FRI"
          timeZone: Europe/Dublin
          holidays: [2026-12-25, 2027-01-01]
          missed: each
          window: { from: "20:00", to: "06:00" }
          maximumDuration: 90m

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Schedule_IsReadAsItIsWritten()
    {
        var schedule = Load(Schedule).Schedule!;

        Assert.Equal(("30 1 * * MON-FRI", "Europe/Dublin", MissedSlots.Each, TimeSpan.FromMinutes(90)), (schedule.Cron, schedule.TimeZone, schedule.Missed, schedule.MaximumDuration));
        Assert.Equal([new DateOnly(2026, 12, 25), new DateOnly(2027, 1, 1)], schedule.Holidays);
        Assert.Equal(new ScheduleWindow(new TimeOnly(20, 0), new TimeOnly(6, 0)), schedule.Window);
    }

    [Fact]
    public void Load_CronAlone_TakesWhatIsUsual()
    {
        var schedule = Load("schedule: { cron: \"0 3 29 FEB *\" }\n").Schedule!;

        Assert.Equal((ProjectSchedule.UsualTimeZone, MissedSlots.Once, null, null), (schedule.TimeZone, schedule.Missed, schedule.Window, schedule.MaximumDuration));
        Assert.Empty(schedule.Holidays);
        Assert.Null(Load(string.Empty).Schedule);
    }

    [Theory]
    [InlineData("30 1 * * MON-FRI", "0 30 1 * * MON-FRI", "cron", "seconds and years are not taken")]
    [InlineData("30 1 * * MON-FRI", "30 1 * *", "cron", "five fields")]
    [InlineData("30 1 * * MON-FRI", "@daily", "cron", "five fields")]
    [InlineData("30 1 * * MON-FRI", "60 1 * * MON-FRI", "cron", "the minute of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 24 * * MON-FRI", "cron", "the hour of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 1 L * *", "cron", "the day of the month of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 1 * JANUARY *", "cron", "the month of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 1 * * FRI-MON", "cron", "the day of the week of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 1 * * MON#1", "cron", "the day of the week of the cron")]
    [InlineData("30 1 * * MON-FRI", "5/15 1 * * *", "cron", "the minute of the cron")]
    [InlineData("30 1 * * MON-FRI", "*/0 1 * * *", "cron", "the minute of the cron")]
    [InlineData("30 1 * * MON-FRI", "*/20,5 1 * * *", "cron", "the minute of the cron")]
    [InlineData("30 1 * * MON-FRI", "H 1 * * *", "cron", "the minute of the cron")]
    [InlineData("30 1 * * MON-FRI", "30 1 1 * MON", "cron", "write * for one of the two")]
    [InlineData("30 1 * * MON-FRI", "30 1 31 2 *", "cron", "would never come")]
    [InlineData("30 1 * * MON-FRI", "30 1 31 4,6,9,11 *", "cron", "would never come")]
    [InlineData("30 1 * * MON-FRI", "30 6 * * MON-FRI", "window", "never comes within the window")]
    [InlineData("30 1 * * MON-FRI", "59 6-19 * * *", "window", "never comes within the window")]
    [InlineData("Europe/Dublin", "Europe/Camelot", "timeZone", "Europe/London")]
    [InlineData("Europe/Dublin", "europe/dublin", "timeZone", "Europe/London")]
    [InlineData("Europe/Dublin", "GMT Standard Time", "timeZone", "IANA")]
    [InlineData("Europe/Dublin", "right/Europe/Dublin", "timeZone", "IANA")]
    [InlineData("Europe/Dublin", "../../etc/localtime", "timeZone", "IANA")]
    [InlineData("2027-01-01]", "2026-12-25]", "holidays[1]", "2026-12-25 is there twice")]
    [InlineData("2027-01-01]", "2026-12-24]", "holidays[1]", "the earliest first")]
    [InlineData("2027-01-01]", "2027-02-29]", "holidays[1]", "is not a date")]
    [InlineData("missed: each", "missed: Each", "missed", "once, each, skip")]
    [InlineData("to: \"06:00\"", "to: \"20:00\"", "window", "no length")]
    [InlineData("to: \"06:00\"", "to: \"24:00\"", "window.to", "00:00 to 23:59")]
    [InlineData("to: \"06:00\"", "to: \"6\"", "window.to", "hours and minutes")]
    [InlineData(", to: \"06:00\"", "", "window.to", "is missing")]
    [InlineData("90m", "0m", "maximumDuration", "such as 90m or 4h")]
    [InlineData("90m", "1441m", "maximumDuration", "24 hours")]
    [InlineData("90m", "25h", "maximumDuration", "24 hours")]
    [InlineData("90m", "1h30m", "maximumDuration", "such as 90m or 4h")]
    [InlineData("90m", "90", "maximumDuration", "such as 90m or 4h")]
    [InlineData("missed:", "mised:", "mised", "mised")]
    [InlineData("  cron: \"30 1 * * MON-FRI\"\n", "", "cron", "is missing")]
    public void Load_ScheduleThatCannotBeKept_NamesLineAndKeyAndSaysWhatToWrite(string text, string instead, string key, string said)
    {
        Assert.Contains(text, Schedule, StringComparison.Ordinal);

        var refused = Assert.Throws<ConfigurationException>(() => Load(Schedule.Replace(text, instead, StringComparison.Ordinal)));

        Assert.Equal($"schedule.{key}", refused.Key);
        Assert.NotNull(refused.Line);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schedule:\n  cron: \"0 3 * * *\"\n")]
    [InlineData("schedule:\n  # why\n  cron: \"0 3 * * *\"\n\n  missed: skip   # so\n\n\n")]
    [InlineData("schedule : { cron: \"0 3 * * *\" }\r\n\r\n")]
    [InlineData("schedule:\n  cron: >-\n    0 3\n    * * *\n")]
    public void ContentHash_WhateverTheSchedule_IsThatOfTheFileWithoutIt(string schedule)
    {
        Assert.Equal(Load(string.Empty).ContentHash, Load(schedule).ContentHash);
        Assert.NotNull(Load(schedule).Schedule);
        Assert.NotEqual(Load(schedule).ContentHash, Load(schedule, ("title: ", "title: Another ")).ContentHash);
        Assert.NotEqual(Load(schedule).ContentHash, Load(schedule, ("granularity: Row", "granularity: City")).ContentHash);
    }

    [Theory]
    [InlineData("homes-and-money", "homes-and-money.sql")]
    [InlineData("child-poverty-research", "child-poverty-research.sql", "child-poverty-families.sql", "child-poverty-wards.sql")]
    public void ContentHash_Samples_IsOfTheTextBeforeThereWereSchedules(string project, params string[] queries)
    {
        var path = RepositoryPaths.Of("schemas", "cohorts", $"{project}.yaml");
        var text = File.ReadAllText(path);
        var (start, end) = (text.IndexOf("schedule:\n", StringComparison.Ordinal), text.IndexOf("outputs:\n", StringComparison.Ordinal));
        var parts = queries.Select(q => File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", q))).Prepend(text[..start] + text[end..]);

        Assert.NotNull(ProjectFile.Load(path).Schedule);
        Assert.Equal(CanonicalHash.Of(Encoding.UTF8.GetBytes(string.Join('\n', parts))), ProjectFile.Load(path).ContentHash);
    }

    [Fact]
    public void ContentHash_NoSchedule_IsOfTheWholeText()
    {
        var whole = Load(string.Empty).ContentHash;

        Assert.NotEqual(whole, Load("# a word\n").ContentHash);
        Assert.Equal(64, whole.Length);
    }

    [Theory]
    [InlineData("\"schedule\": { cron: \"0 3 * * *\" }\n", "outputs:\n", "outputs:\n")]
    [InlineData("? schedule\n: { cron: \"0 3 * * *\" }\n", "outputs:\n", "outputs:\n")]
    [InlineData("", "kind: LinkageProject\n", "{\nschedule: { cron: \"0 3 * * *\" }, kind: LinkageProject,\n")]
    public void Load_ScheduleThatCannotBeToldFromTheRest_IsRefused(string schedule, string text, string instead)
    {
        // The last one is the whole file in braces, as in JSON: one line could hold the schedule and what it runs.
        var edits = instead[0] == '{' ? Flow(instead) : [(text, instead)];

        var refused = Assert.Throws<ConfigurationException>(() => Load(schedule, edits));

        Assert.Contains("'schedule' has to stand on lines of its own", refused.Message, StringComparison.Ordinal);
    }

    private static (string From, string To)[] Flow(string begin)
    {
        var text = File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "child-poverty-research.yaml"));
        var shortest = $$"""
            {{begin}}formatVersion: 1, id: child-poverty-research, version: 1, title: T, nation: ENG, controller: c, purpose: research, requester: r,
            datasets: [{ id: gazetteer, columns: { uprn: [Match] } }], joins: [], suppress: [], cohort: { setOperator: single, query: child-poverty-research.sql },
            outputs: [{ name: families, kind: Aggregate, granularity: City, columns: [] }], recipient: { team: t, environment: e } }
            """;
        return [(Without(text), shortest)];
    }

    private Project Load(string schedule, params (string From, string To)[] edits)
    {
        foreach (var file in Directory.GetFiles(RepositoryPaths.Of("schemas", "cohorts"), "child-poverty*"))
        {
            var text = File.ReadAllText(file);
            if (file.EndsWith(".yaml", StringComparison.Ordinal))
            {
                text = edits.Aggregate(Without(text), (t, e) => t.Replace(e.From, e.To, StringComparison.Ordinal)).Replace("\noutputs:\n", $"\n{schedule}outputs:\n", StringComparison.Ordinal);
            }

            _folder.Write(Path.GetFileName(file), text);
        }

        return ProjectFile.Load(_folder.PathOf("child-poverty-research.yaml"));
    }

    private static string Without(string text) =>
        text[..text.IndexOf("schedule:\n", StringComparison.Ordinal)] + text[text.IndexOf("outputs:\n", StringComparison.Ordinal)..];
}
