using System.Text.Json;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Watching;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Watching;

public sealed class RunLogTests : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _workspace = new();
    private readonly RunId _run = RunId.Create(Instant);
    private readonly Notes _notes = new();

    public void Dispose()
    {
        _notes.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void Write_WholeRun_IsALinePerEventForTheOwnerAlone()
    {
        using (var log = Log())
        {
            log.RunStarted(_run, "homes-and-money", Instant);
            log.StageStarted("Extract");
            log.StageFinished(new StageReport { Name = "Extract", In = 10, Kept = 7, RejectedByReason = new Dictionary<string, long> { ["RAGGED_ROW"] = 2, ["BAD_QUOTE"] = 1 } });
            log.Stopped(new Problem("DISK_FULL", "Something about Zyxwilda.", ExitCode.Fault) { Where = "/srv/Zyxwilda", FaultId = "0a1b2c3d" });
        }

        var lines = Lines();
        Assert.Equal(["run-begun", "stage-begun", "stage-ended", "run-stopped"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.All(lines, line => Assert.Equal(_run.ToString(), line.GetProperty("run").GetString()));
        Assert.Equal("""{"BAD_QUOTE":1,"RAGGED_ROW":2}""", lines[2].GetProperty("rejected").GetRawText());
        Assert.Equal("""["DISK_FULL"]""", lines[3].GetProperty("codes").GetRawText());
        Assert.DoesNotContain("Zyxwilda", File.ReadAllText(PathOf()), StringComparison.OrdinalIgnoreCase);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf()));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(PathOf())!));
        }
    }

    [Fact]
    public void Write_EndlessRun_IsBoundedAndSaysHowItEnded()
    {
        using (var log = Log())
        {
            log.RunStarted(_run, "homes-and-money", Instant);
            for (var i = 0; i < 20_000; i++)
            {
                log.StageStarted("Extract");
            }

            log.RunFinished(new RunOutcome { Run = _run.ToString(), Project = "homes-and-money", Instant = Instant, Outcome = RunOutcomeKind.Refused, Stages = [], Decisions = [], Releases = [], Refusals = [new Refusal("Gate", "NO_RULE", "Words.")] });
        }

        Assert.InRange(new FileInfo(PathOf()).Length, RunLog.Most, RunLog.Most + 1000);
        var lines = Lines();
        Assert.Equal(["log-full", "run-ended"], lines.TakeLast(2).Select(line => line.GetProperty("event").GetString()));
        Assert.Equal("Refused", lines[^1].GetProperty("outcome").GetString());
    }

    [Fact]
    public void Write_FolderCannotBeMade_IsToldOnceAndTheRunGoesOn()
    {
        _workspace.Write("runs", "a file");
        using var log = Log();

        log.RunStarted(_run, "homes-and-money", Instant);
        log.StageStarted("Extract");

        Assert.Contains("cannot be written", Assert.Single(_notes.Said), StringComparison.Ordinal);
    }

    private RunLog Log() => new(_workspace.PathOf("runs"), null, new SettableTimeProvider(), _notes);

    private string PathOf() => RunLog.PathOf(_workspace.Path, _run.ToString());

    private List<JsonElement> Lines() => [.. File.ReadAllLines(PathOf()).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private sealed class Notes : ProgressView
    {
        public List<string> Said { get; } = [];

        public override void Open(string title)
        {
        }

        public override void Begin(string part)
        {
        }

        public override void Move(string part, string step, double done)
        {
        }

        public override void End(string part, string summary)
        {
        }

        public override void Note(string line) => Said.Add(line);

        public override void Dispose()
        {
        }
    }
}
