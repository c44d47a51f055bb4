using Linkage.Governance.Documents;
using Linkage.Jobs.Scheduling;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Scheduling;

/// <summary>A host asks for the projects again and again: it is told what the files hold now, and reads nothing twice that did not change.</summary>
public sealed class ScheduledProjectsTests : IDisposable
{
    private const string Project = "homes-and-money";

    private readonly TemporaryFolder _cohorts = new();
    private readonly ScheduledProjects _projects;

    public ScheduledProjectsTests()
    {
        foreach (var file in Directory.GetFiles(RepositoryPaths.Of("schemas", "cohorts"), "*.sql").Append(RepositoryPaths.Of("schemas", "cohorts", $"{Project}.yaml")))
        {
            File.Copy(file, _cohorts.PathOf(Path.GetFileName(file)));
        }

        _projects = new ScheduledProjects(_cohorts.Path);
    }

    private string ProjectFile => _cohorts.PathOf($"{Project}.yaml");

    public void Dispose() => _cohorts.Dispose();

    [Fact]
    public void Read_NothingChanged_ReadsNoProjectAgain()
    {
        var first = Assert.Single(Read());

        Assert.Same(first, Assert.Single(Read()));
    }

    [Fact]
    public void Read_FilesOnlyTouched_ReadsNoProjectAgain()
    {
        var first = Assert.Single(Read());
        File.SetLastWriteTimeUtc(ProjectFile, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Same(first, Assert.Single(Read()));
    }

    // As a copy that keeps times leaves it, and an editor within one tick of the clock.
    [Fact]
    public void Read_OtherScheduleOfTheSameLengthAndTime_IsTheNewOne()
    {
        var first = Assert.Single(Read());
        var (text, written) = (File.ReadAllText(ProjectFile), File.GetLastWriteTimeUtc(ProjectFile));
        var cron = first.Calendar.Schedule.Cron;
        var other = (cron[0] == '1' ? '2' : '1') + cron[1..];
        Assert.NotEqual(cron, other);
        File.WriteAllText(ProjectFile, text.Replace(cron, other, StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(ProjectFile, written);

        Assert.Equal(other, Assert.Single(Read()).Calendar.Schedule.Cron);
    }

    [Fact]
    public void Read_QueryBecomesUnreadable_IsToldEachTimeUntilItIsMended()
    {
        Assert.Single(Read());
        var query = _cohorts.PathOf($"{Project}.sql");
        var text = File.ReadAllText(query);
        File.WriteAllText(query, "DELETE FROM people");

        Assert.Empty(Read(problems: 1));
        Assert.Empty(Read(problems: 1));

        File.WriteAllText(query, text);
        Assert.Single(Read());
    }

    [Fact]
    public void Read_CopyBesideTheProject_IsToldAndTheProjectStays()
    {
        File.Copy(ProjectFile, _cohorts.PathOf("old.yaml"));
        Assert.Single(Read(problems: 1));

        File.Delete(_cohorts.PathOf("old.yaml"));
        Assert.Single(Read());
    }

    // What is one file to the other must not be mistaken for it: the same bytes under each other's names.
    [Fact]
    public void Read_TwoFilesSwapNames_IsReadAgain()
    {
        _cohorts.Write("a.yaml", "kind: Something\n");
        var first = Assert.Single(Read(problems: 1));
        (var project, var other) = (File.ReadAllBytes(ProjectFile), File.ReadAllBytes(_cohorts.PathOf("a.yaml")));
        File.WriteAllBytes(_cohorts.PathOf("a.yaml"), project);
        File.WriteAllBytes(ProjectFile, other);

        Assert.Empty(Read(problems: 2));
        Assert.NotNull(first);
    }

    [Fact]
    public void Read_FolderGoesAndComesBack_FollowsIt()
    {
        Assert.Single(Read());
        var away = _cohorts.Path + "-away";
        Directory.Move(_cohorts.Path, away);
        try
        {
            Assert.Empty(Read());
        }
        finally
        {
            Directory.Move(away, _cohorts.Path);
        }

        Assert.Single(Read());
    }

    private IReadOnlyList<ScheduledProject> Read(int problems = 0)
    {
        var told = new List<ConfigurationException>();
        var found = _projects.Read(told.Add);
        Assert.Equal(problems, told.Count);
        return found;
    }
}
