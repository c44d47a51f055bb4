using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Commands;

/// <summary>Watches one run for the store and for the person at the terminal.</summary>
/// <param name="store">Where it is recorded.</param>
/// <param name="progress">The terminal.</param>
/// <param name="settle">What is written in the transaction in which the run ends, by itself; null for nothing.</param>
internal sealed class RunWatcher(IRunStore store, ProgressView progress, Action<RunStoreContext, RunOutcome>? settle = null) : IRunObserver
{
    private RunId? _run;
    private string? _denial;

    /// <inheritdoc/>
    public void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
        _run = run;
        store.Begin(run, project, instant);
        progress.Name(run.ToString());
        progress.Open($"{project}, run {run}");
    }

    /// <inheritdoc/>
    public void StageStarted(string stage)
    {
        store.BeginStage(Run, stage);
        progress.Begin(stage);
    }

    /// <inheritdoc/>
    public void Progressed(StageProgress step) => progress.Move(step.Stage, step.Step, (double)step.Done / Math.Max(1, step.Total));

    /// <inheritdoc/>
    public void StageFinished(StageReport report)
    {
        store.EndStage(Run, report);
        var rejected = report.Rejected == 0 ? string.Empty : $", {Screen.Count(report.Rejected)} rejected";
        foreach (var compared in (report.Completeness ?? []).Where(c => c.Findings.Count > 0 || c.Standing == CompletenessStanding.EarlierGone))
        {
            progress.Note($"{compared.Dataset}: {compared.InWords}{(compared.Findings.Count == 0 ? null : ": ")}{string.Join("; ", compared.Findings.Select(f => f.InWords()))}");
        }

        progress.End(report.Name, $"{Screen.Count(report.Kept)} of {Screen.Count(report.In)} rows{rejected}{(report.Reused ? ", reused" : null)}");
    }

    /// <inheritdoc/>
    public void Decided(RunDecision decision)
    {
        store.Decide(Run, decision);
        var denial = decision.Decision.IsAllowed
            ? null
            : $"DENY at {decision.Point.ToLowerInvariant()}: {string.Join(", ", decision.Decision.Reasons.Select(r => r.Code.Written()).Distinct())}";
        if (denial is not null && denial != _denial)
        {
            progress.Note(denial);
        }

        _denial = denial;
    }

    /// <inheritdoc/>
    public void Granted(Grant grant) => store.Grant(Run, grant);

    /// <inheritdoc/>
    public void KeyTouched(GrantKeyEvent happened)
    {
        if (store.Touch(Run, happened) && happened is { Act: GrantKeyAct.Destroyed, Key.Scope: var scope })
        {
            progress.Note($"The keys made under {scope.RuleId} version {scope.RuleVersion} are destroyed ({happened.Reason}); what was made with them and not released is in quarantine.");
        }
    }

    /// <inheritdoc/>
    public void RunFinished(RunOutcome outcome) => store.Finish(Run, outcome, settle is null ? null : db => settle(db, outcome));

    /// <summary>Records a run that ended by a fault or an interruption. Nothing to do when no run had begun.</summary>
    public void Stopped(Problem problem)
    {
        if (_run is { } run)
        {
            store.Stop(run, problem.ExitCode == ExitCode.Cancelled ? RunState.Cancelled : RunState.Failed, problem.Code, problem.Message, problem.FaultId);
        }
    }

    private RunId Run => _run ?? throw new InvalidOperationException("A run reported before it began.");
}
