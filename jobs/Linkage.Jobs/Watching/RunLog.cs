using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Watching;

/// <summary>
/// Writes a run's own log, <c>runs/RUN/log.jsonl</c> in the workspace: a JSON object a line, for its owner only, of a bounded size. A log that cannot be written is told once and left; the run goes on.
/// </summary>
/// <param name="runs">The folder of the runs.</param>
/// <param name="slot">The slot the run is in, or null.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="progress">Told when it cannot be written.</param>
internal sealed class RunLog(string runs, DateTimeOffset? slot, TimeProvider clock, ProgressView progress) : RunObserver
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "log.jsonl";

    /// <summary>The event of the last line of a run that ended by itself.</summary>
    public const string Ended = "run-ended";

    /// <summary>The event of the last line of a run that something ended.</summary>
    public const string Broken = "run-stopped";

    /// <summary>From this size on, in bytes, only the end of the run is written. A run of five stages takes some 5 KiB.</summary>
    internal const long Most = 1024 * 1024;

    private FileStream? _file;
    private string? _run;
    private bool _isFull;

    /// <summary>The file of a run.</summary>
    public static string PathOf(string workspace, string run) => Path.Combine(workspace, "runs", run, FileName);

    /// <inheritdoc/>
    public override void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
        _run = run.ToString();
        try
        {
            var folder = Path.Combine(runs, _run);
            PrivateFolder.Create(folder);
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            _file = new FileStream(Path.Combine(folder, FileName), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave();
        }

        Write(Line("run-begun") with { Project = project, Slot = slot, Instant = instant });
    }

    /// <inheritdoc/>
    public override void StageStarted(string stage) => Write(Line("stage-begun") with { Stage = stage });

    /// <inheritdoc/>
    public override void StageFinished(StageReport report) => Write(Line("stage-ended") with
    {
        Stage = report.Name,
        In = report.In,
        Kept = report.Kept,
        Rejected = report.RejectedByReason.OrderBy(r => r.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        Seconds = Math.Round(report.Seconds, 3),
        PeakMib = Math.Round(report.PeakMib, 1),
        Reused = report.Reused,
        Codes = report.Completeness?.Any(c => c.Findings.Count > 0) == true ? [CompletenessReport.Changed] : null,
        Ids = report.Completeness?.Where(c => c.Findings.Count > 0).Select(c => c.Dataset).ToList() is { Count: > 0 } changed ? changed : null,
    });

    /// <inheritdoc/>
    public override void Decided(RunDecision decision) => Write(Line("decided") with
    {
        Stage = decision.Point,
        Allowed = decision.Decision.IsAllowed,
        Rule = decision.Decision.RuleId,
        Version = decision.Decision.RuleVersion,
        Codes = [.. decision.Decision.Reasons.Select(r => r.Code.Written()).Distinct()],
    });

    /// <inheritdoc/>
    public override void Granted(Grant grant) => Write(Line("granted") with { Ids = [grant.Id], Rule = grant.RuleId, Version = grant.RuleVersion });

    /// <inheritdoc/>
    public override void KeyTouched(GrantKeyEvent happened) => Write(Line("key-touched") with { Outcome = happened.Act.ToString(), Ids = [happened.Key.KeyId] });

    /// <inheritdoc/>
    public override void RunFinished(RunOutcome outcome) => Write(Line(Ended) with
    {
        Outcome = outcome.Outcome.ToString(),
        Codes = [.. outcome.Refusals.Select(r => r.Code).Distinct()],
        Ids = [.. outcome.Releases.Select(r => r.Id)],
    });

    /// <inheritdoc/>
    public override void Stopped(Problem problem)
    {
        if (_run is not null)
        {
            Write(Line(Broken) with
            {
                Outcome = problem.ExitCode == ExitCode.Cancelled ? "Cancelled" : "Failed",
                Codes = [problem.Code],
                Ids = problem.FaultId is { } fault ? [fault] : null,
            });
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private RunLogLine Line(string what) => new(clock.GetUtcNow(), what, _run ?? throw new InvalidOperationException("A run reported before it began."));

    private void Write(RunLogLine line)
    {
        if (_file is not { } file || (_isFull && line.Event is not (Ended or Broken)))
        {
            return;
        }

        try
        {
            if (!_isFull && file.Length > Most && line.Event is not (Ended or Broken))
            {
                _isFull = true;
                line = Line("log-full");
            }

            // A whole line at once, so that whoever reads it meanwhile sees no half of one.
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, JsonOutput.Options), (byte)'\n']);
            file.Flush();
        }
        catch (IOException)
        {
            Leave();
        }
    }

    private void Leave()
    {
        _file?.Dispose();
        _file = null;
        progress.Note($"The log of run {_run} cannot be written; the run goes on without.");
    }
}
