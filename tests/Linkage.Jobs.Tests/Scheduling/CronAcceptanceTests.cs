using Linkage.Governance.Documents;
using Linkage.Jobs.Scheduling;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>What the reader of project files takes for a cron, the calendar takes too, and it comes.</summary>
public sealed class CronAcceptanceTests
{
    private static readonly string[] Parts = ["*", "*/2", "*/59", "0", "7", "00", "1-5", "5-1", "1-9/3", "0-7", "MON", "mon-fri", "FEB", "29", "31", "5/2", "*,1", "1,*", "1,2-4", "L", "?", "1-", ",1", "1,", "12W", "1#2", "H", "*/31", "0/0", "*-5"];

    [Fact]
    public void Load_CronsAtRandom_WhatIsTakenComes()
    {
        const int Seed = 30;
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        File.Copy(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.sql"), folder.PathOf("homes-and-money.sql"));
        var sample = File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"));
        var taken = 0;
        for (var turn = 0; turn < 400; turn++)
        {
            // Most fields are *, so that some crons are taken.
            var cron = string.Join(' ', Enumerable.Range(0, 5).Select(_ => random.Next(5) < 3 ? "*" : Parts[random.Next(Parts.Length)]));
            var path = folder.Write("homes-and-money.yaml", sample.Replace("30 2 2 * *", cron, StringComparison.Ordinal).Replace("  window: { from: \"20:00\", to: \"06:00\" }\n", string.Empty, StringComparison.Ordinal));
            ProjectSchedule schedule;
            try
            {
                schedule = ProjectFile.Load(path).Schedule!;
            }
            catch (ConfigurationException)
            {
                continue;
            }

            Assert.Equal(cron, schedule.Cron);
            Assert.True(new SlotCalendar(schedule).Next(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)) is not null, $"'{cron}' never comes");
            taken++;
        }

        Assert.InRange(taken, 40, 300);
    }
}
