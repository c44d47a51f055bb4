using Linkage.Governance.Grants;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Run;

/// <summary>What watches a run: the run store, a progress bar, a log. Called on the run's own thread, in order; nothing it is given holds a value from a row.</summary>
public interface IRunObserver
{
    /// <summary>A run began.</summary>
    void RunStarted(RunId run, string project, DateTimeOffset instant);

    /// <summary>A stage began.</summary>
    void StageStarted(string stage);

    /// <summary>A stage moved on.</summary>
    void Progressed(StageProgress progress);

    /// <summary>A stage ended and its output is published.</summary>
    void StageFinished(StageReport report);

    /// <summary>The gate decided.</summary>
    void Decided(RunDecision decision);

    /// <summary>A grant was made: once for each grant of the run.</summary>
    void Granted(Grant grant);

    /// <summary>A grant secret was made, used or destroyed. A destruction is told by every run that finds its tombstone.</summary>
    void KeyTouched(GrantKeyEvent happened);

    /// <summary>The run ended, released or refused. Not called when it failed.</summary>
    void RunFinished(RunOutcome outcome);
}
