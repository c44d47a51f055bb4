using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Run;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Tests.Store;

public sealed class RunStoreTests
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Latest_AfterARunWithAStage_ReturnsWhatWasWritten()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, new FixedClock(Instant));
        var run = RunId.Create(Instant);
        store.Begin(run, "homes-and-money", Instant);
        store.BeginStage(run, "Extract");
        store.EndStage(run, Report("Extract", 10, 7, 3));
        store.BeginStage(run, "Pseudonymise");

        var row = Assert.Single(store.Latest(5));

        Assert.Equal((run.ToString(), "homes-and-money", RunState.Running, Instant), (row.RunId, row.Project, row.State, row.Instant));
        Assert.Equal([("Extract", true, 10L, 7L, 3L), ("Pseudonymise", false, 0L, 0L, 0L)], row.Stages.Select(s => (s.Name, s.Finished, s.RowsIn, s.RowsKept, s.RowsRejected)));
        Assert.Contains("\"bad-date\":3", row.Stages[0].Report, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLatest_OfAStoreThatIsThere_ReadsAndNeitherMakesNorChangesIt()
    {
        using var folder = new TemporaryFolder();
        Assert.Empty(RunStore.ReadLatest(new SqliteDatabase(folder.Path), folder.Path, 5));
        Assert.Empty(Directory.GetFiles(folder.Path));
        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, new FixedClock(Instant));
        var run = RunId.Create(Instant);
        store.Begin(run, "p", Instant);
        var before = File.ReadAllBytes(folder.PathOf(SqliteDatabase.FileName));

        Assert.Equal(run.ToString(), Assert.Single(RunStore.ReadLatest(new SqliteDatabase(folder.Path), folder.Path, 5)).RunId);

        Assert.Equal(before, File.ReadAllBytes(folder.PathOf(SqliteDatabase.FileName)));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Finish_OfARefusedRun_KeepsTheReasons()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, new FixedClock(Instant));
        var run = RunId.Create(Instant);
        store.Begin(run, "p", Instant);
        store.Finish(run, new RunOutcome
        {
            Run = run.ToString(),
            Project = "p",
            Instant = Instant,
            Outcome = RunOutcomeKind.Refused,
            Stages = [],
            Decisions = [],
            Releases = [],
            Refusals = [new Refusal("Gate", "PURPOSE_NOT_COVERED", "No rule covers the purpose.")],
        });

        var row = Assert.Single(store.Latest(5));

        Assert.Equal(RunState.Refused, row.State);
        Assert.Equal(Instant, row.FinishedAt);
        Assert.Contains("PURPOSE_NOT_COVERED", row.Refusals, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkCrashed_WithARunThatNeverEnded_MarksItAndNoOther()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, new FixedClock(Instant));
        var crashed = RunId.Create(Instant);
        var cancelled = RunId.Create(Instant);
        store.Begin(crashed, "p", Instant);
        store.Begin(cancelled, "p", Instant);
        store.Stop(cancelled, RunState.Cancelled, "CANCELLED", "Interrupted.", faultId: null);

        Assert.Equal(1, store.MarkCrashed());

        Assert.Equal(RunState.Crashed, store.Latest(5).Single(r => r.RunId == crashed.ToString()).State);
        Assert.Equal(RunState.Cancelled, store.Latest(5).Single(r => r.RunId == cancelled.ToString()).State);
    }

    [Fact]
    public void Open_NewStore_IsReadableByItsOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder.PathOf(SqliteDatabase.FileName)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Open_StoreOfANewerProgram_IsRefused()
    {
        using var folder = new TemporaryFolder();
        RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System).Dispose();
        using (var connection = new SqliteConnection(SqliteSchema.ConnectionTo(folder.PathOf(SqliteDatabase.FileName))))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        var thrown = Assert.Throws<ProblemException>(() => RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System));

        Assert.Equal("STORE_TOO_NEW", thrown.Problem.Code);
    }

    [Fact]
    public void Open_FileThatIsNoStore_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf(SqliteDatabase.FileName), new string('x', 5000));

        var thrown = Assert.Throws<ProblemException>(() => RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System));

        Assert.Equal("STORE_UNREADABLE", thrown.Problem.Code);
    }

    [Fact]
    public async Task Status_WithARunThatNeverEnded_CallsItCrashedAndSaysHowToTakeItUp()
    {
        using var folder = new TemporaryFolder();
        var run = RunId.Create(Instant);
        using (var store = RunStore.Open(new SqliteDatabase(folder.Path), folder.Path, TimeProvider.System))
        {
            store.Begin(run, "homes-and-money", Instant);
            store.BeginStage(run, "Link");
        }

        var plain = await LinkageProcess.RunAsync("status", "--data", folder.Path);
        Assert.Equal(0, plain.ExitCode);
        Assert.Contains("Crashed", plain.Output, StringComparison.Ordinal);
        Assert.Contains($" run homes-and-money --data {folder.Path}", plain.Output, StringComparison.Ordinal);

        var json = await LinkageProcess.RunAsync("status", "--data", folder.Path, "--json");
        JsonShape.Fits("status-output", json.Json());
        Assert.Equal(run.ToString(), json.Json().GetProperty("unfinished")[0].GetString());
    }

    private static StageReport Report(string name, long rowsIn, long kept, long rejected) => new()
    {
        Name = name,
        In = rowsIn,
        Kept = kept,
        RejectedByReason = new Dictionary<string, long> { ["bad-date"] = rejected },
        Seconds = 1.5,
        PeakMib = 100,
    };
}
