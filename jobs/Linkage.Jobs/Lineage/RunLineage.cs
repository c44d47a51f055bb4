using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Watching;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Lineage;

/// <summary>Tells a run as events of OpenLineage: START, RUNNING at the end of each stage, then COMPLETE, FAIL or ABORT. Events that are lost are told once, and the run goes on.</summary>
/// <param name="settings">Where they go.</param>
/// <param name="keys">The workspace's folder of keys.</param>
/// <param name="slot">The slot the run is in, or null.</param>
/// <param name="clock">The clock of the machine.</param>
/// <param name="progress">Told when events were lost.</param>
internal sealed class RunLineage(LineageSettings settings, string keys, DateTimeOffset? slot, TimeProvider clock, ProgressView progress) : RunObserver
{
    private const string Extract = "Extract";

    // Of a server for one event; and of a run for what is under way when it ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(6);

    private LineageQueue? _queue;
    private LineageRun? _run;

    /// <inheritdoc/>
    public override void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
        _queue = new LineageQueue(settings.File is { } file ? new LineageFile(file) : new LineagePost(settings.Server!, keys, Patience));
        _run = new LineageRun(settings.Namespace, run.ToString(), project, slot);
        Tell("START", isLast: false);
    }

    /// <inheritdoc/>
    public override void Decided(RunDecision decision)
    {
        if (decision.Decision is { RuleId: { } rule, RuleVersion: { } version })
        {
            _run?.Rules.Add(string.Create(CultureInfo.InvariantCulture, $"{rule}.v{version}"));
        }
    }

    /// <inheritdoc/>
    public override void StageFinished(StageReport report)
    {
        _run?.Stages.Add(report.Name);
        if (report.Name == Extract)
        {
            foreach (var part in report.Parts)
            {
                _run?.Inputs[part.Name] = part.In;
            }
        }

        Tell("RUNNING", isLast: false);
    }

    /// <inheritdoc/>
    public override void RunFinished(RunOutcome outcome)
    {
        var isReleased = outcome.Outcome == RunOutcomeKind.Released;
        _run = _run is null ? null : _run with { Releases = outcome.Releases, Code = isReleased ? null : RunHappenings.Code(outcome.Refusals is [var first, ..] ? first.Code : null) };
        Tell(isReleased ? "COMPLETE" : "FAIL", isLast: true);
    }

    /// <inheritdoc/>
    public override void Stopped(Problem problem)
    {
        _run = _run is null ? null : _run with { Code = RunHappenings.Code(problem.Code) };
        Tell(problem.ExitCode == ExitCode.Cancelled ? "ABORT" : "FAIL", isLast: true);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_queue?.End(Farewell) is var (lost, code))
        {
            progress.Note(string.Create(CultureInfo.InvariantCulture, $"{lost} of the run's lineage events are lost: {code}. The run itself is as it is; {code} in runbook.md says what to do."));
        }

        _queue?.Dispose();
        base.Dispose();
    }

    private void Tell(string type, bool isLast)
    {
        if (_run is { } run)
        {
            _queue!.Offer(run.Event(type, clock.GetUtcNow()), isLast);
        }
    }
}
