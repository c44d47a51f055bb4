using System.Diagnostics;
using System.Globalization;
using Linkage.Governance.Decisions;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Watching;

/// <summary>Tells a run as spans and measurements: one span for it, and under it one for each stage, decision, use of a key and release.</summary>
/// <param name="slot">The slot the run is in, or null.</param>
internal sealed class RunTelemetry(DateTimeOffset? slot) : RunObserver
{
    private Activity? _run;
    private Activity? _stage;
    private string? _project;
    private string _at = "Start";

    /// <inheritdoc/>
    public override void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
        _project = project;
        _run = Telemetry.Begin("run", TelemetryAttribute.Run.With(run.ToString()), TelemetryAttribute.Project.With(project), slot is { } due ? TelemetryAttribute.Slot.With(due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : default);
    }

    /// <inheritdoc/>
    public override void StageStarted(string stage)
    {
        _at = stage;
        _stage = Telemetry.Begin("stage", TelemetryAttribute.Stage.With(stage));
    }

    /// <inheritdoc/>
    public override void StageFinished(StageReport report)
    {
        Telemetry.End(_stage, code: null, TelemetryAttribute.RowsIn.With(report.In), TelemetryAttribute.RowsKept.With(report.Kept), TelemetryAttribute.RowsRejected.With(report.Rejected), TelemetryAttribute.Reused.With(report.Reused));
        _stage = null;
        Telemetry.Measure(_project!, report);
    }

    /// <inheritdoc/>
    public override void Decided(RunDecision decision)
    {
        var code = decision.Decision.IsAllowed || decision.Decision.Reasons is not [var first, ..] ? null : first.Code.Written();
        Telemetry.Point(
            "decide",
            TelemetryAttribute.Stage.With(decision.Point),
            TelemetryAttribute.Allowed.With(decision.Decision.IsAllowed),
            decision.Decision.RuleId is { } rule ? TelemetryAttribute.Rule.With(rule) : default,
            decision.Decision.RuleVersion is { } version ? TelemetryAttribute.RuleVersion.With((long)version) : default,
            code is null ? default : TelemetryAttribute.ErrorType.With(code));
    }

    /// <inheritdoc/>
    public override void KeyTouched(GrantKeyEvent happened) => Telemetry.Point("key", TelemetryAttribute.KeyAct.With(happened.Act.ToString()));

    /// <inheritdoc/>
    public override void RunFinished(RunOutcome outcome)
    {
        foreach (var release in outcome.Releases)
        {
            Telemetry.Point("publish", TelemetryAttribute.Release.With(release.Id), TelemetryAttribute.Reused.With(release.AlreadyPublished));
        }

        End(outcome.Outcome.ToString(), [.. outcome.Refusals.Select(refusal => (refusal.Stage, refusal.Code)).Distinct()]);
    }

    /// <inheritdoc/>
    public override void Stopped(Problem problem)
    {
        if (_project is not null)
        {
            End(problem.ExitCode == ExitCode.Cancelled ? "Cancelled" : "Failed", [(_at, problem.Code)]);
        }
    }

    private void End(string outcome, IReadOnlyList<(string Stage, string Code)> refusals)
    {
        var code = refusals is [var (_, first), ..] ? first : null;
        Telemetry.End(_stage, code);
        Telemetry.End(_run, code, TelemetryAttribute.Outcome.With(outcome));
        (_stage, _run) = (null, null);
        Telemetry.CountRun(_project!, outcome);
        foreach (var (stage, refused) in refusals)
        {
            Telemetry.CountRefusal(stage, refused);
        }
    }
}
