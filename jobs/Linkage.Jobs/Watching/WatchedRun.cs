using Linkage.Governance.Grants;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Watching;

/// <summary>Tells several observers of one run: first the one that records it, then those that look on.</summary>
/// <param name="first">Records the run. What it throws ends the run.</param>
/// <param name="others">Look on.</param>
internal sealed class WatchedRun(RunWatcher first, IReadOnlyList<RunObserver> others) : IRunObserver, IDisposable
{
    /// <summary>The run; null before it has begun.</summary>
    public RunId? Run { get; private set; }

    /// <inheritdoc/>
    public void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
        Run = run;
        first.RunStarted(run, project, instant);
        Tell(other => other.RunStarted(run, project, instant));
    }

    /// <inheritdoc/>
    public void StageStarted(string stage)
    {
        first.StageStarted(stage);
        Tell(other => other.StageStarted(stage));
    }

    /// <inheritdoc/>
    public void Progressed(StageProgress progress)
    {
        first.Progressed(progress);
        Tell(other => other.Progressed(progress));
    }

    /// <inheritdoc/>
    public void StageFinished(StageReport report)
    {
        first.StageFinished(report);
        Tell(other => other.StageFinished(report));
    }

    /// <inheritdoc/>
    public void Decided(RunDecision decision)
    {
        first.Decided(decision);
        Tell(other => other.Decided(decision));
    }

    /// <inheritdoc/>
    public void Granted(Grant grant)
    {
        first.Granted(grant);
        Tell(other => other.Granted(grant));
    }

    /// <inheritdoc/>
    public void KeyTouched(GrantKeyEvent happened)
    {
        first.KeyTouched(happened);
        Tell(other => other.KeyTouched(happened));
    }

    /// <inheritdoc/>
    public void RunFinished(RunOutcome outcome)
    {
        first.RunFinished(outcome);
        Tell(other => other.RunFinished(outcome));
    }

    /// <summary>Tells that the run ended by a fault or an interruption; those that look on are told even where it cannot be recorded.</summary>
    public void Stopped(Problem problem)
    {
        Tell(other => other.Stopped(problem));
        first.Stopped(problem);
    }

    /// <inheritdoc/>
    public void Dispose() => Tell(other => other.Dispose());

    private void Tell(Action<RunObserver> tell)
    {
        foreach (var other in others)
        {
            tell(other);
        }
    }
}
