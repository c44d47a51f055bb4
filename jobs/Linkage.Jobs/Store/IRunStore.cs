using Linkage.Governance.Grants;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Store;

/// <summary>What is remembered of runs beyond the life of a process. Holds counts, ids, codes and digests only.</summary>
internal interface IRunStore : IDisposable
{
    /// <summary>A run began.</summary>
    void Begin(RunId run, string project, DateTimeOffset instant);

    /// <summary>A stage of a run began.</summary>
    void BeginStage(RunId run, string stage);

    /// <summary>A stage of a run ended.</summary>
    void EndStage(RunId run, StageReport report);

    /// <summary>The gate decided.</summary>
    void Decide(RunId run, RunDecision decision);

    /// <summary>A grant was made.</summary>
    void Grant(RunId run, Grant grant);

    /// <summary>Something was done with a grant secret. A destruction is recorded once, however often it is told.</summary>
    /// <returns>Whether it was recorded now; false when it was before.</returns>
    bool Touch(RunId run, GrantKeyEvent happened);

    /// <summary>The grant secrets that were destroyed, as far as this store was told.</summary>
    IReadOnlyList<GrantTombstone> DestroyedKeys();

    /// <summary>The run ended, released or refused.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="with">What is written with it, or not at all: what becomes of the slot that the run was of. Null for nothing.</param>
    void Finish(RunId run, RunOutcome outcome, Action<RunStoreContext>? with = null);

    /// <summary>The run ended by a fault or an interruption. Of one that is recorded as released or refused nothing is changed: the answer to that was lost, and not the record.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">Failed or Cancelled.</param>
    /// <param name="code">Code of the problem that ended it.</param>
    /// <param name="message">The problem in words, without any value.</param>
    /// <param name="faultId">The fault record it left, or null.</param>
    void Stop(RunId run, RunState state, string code, string message, string? faultId);

    /// <summary>Marks runs that never ended as crashed. Call only while holding the workspace lock and before a run begins.</summary>
    /// <returns>How many there were.</returns>
    int MarkCrashed();

    /// <summary>The latest runs with all that belongs to them, newest first.</summary>
    IReadOnlyList<RunRow> Latest(int count);
}
