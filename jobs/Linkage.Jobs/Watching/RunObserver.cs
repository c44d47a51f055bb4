using Linkage.Governance.Grants;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Watching;

/// <summary>Looks on while a run is under way, and is told how it ended whatever ended it. Nothing that befalls it ends the run: it deals with that itself.</summary>
internal abstract class RunObserver : IRunObserver, IDisposable
{
    /// <inheritdoc/>
    public virtual void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
    }

    /// <inheritdoc/>
    public virtual void StageStarted(string stage)
    {
    }

    /// <inheritdoc/>
    public virtual void Progressed(StageProgress progress)
    {
    }

    /// <inheritdoc/>
    public virtual void StageFinished(StageReport report)
    {
    }

    /// <inheritdoc/>
    public virtual void Decided(RunDecision decision)
    {
    }

    /// <inheritdoc/>
    public virtual void Granted(Grant grant)
    {
    }

    /// <inheritdoc/>
    public virtual void KeyTouched(GrantKeyEvent happened)
    {
    }

    /// <inheritdoc/>
    public virtual void RunFinished(RunOutcome outcome)
    {
    }

    /// <summary>The run ended by a fault or an interruption, perhaps before it had a name.</summary>
    public virtual void Stopped(Problem problem)
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
