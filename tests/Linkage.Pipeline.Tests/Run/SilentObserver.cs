using Linkage.Governance.Grants;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Tests.Run;

/// <summary>Watches a run and does nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public void Granted(Grant grant)
    {
    }

    public void Decided(RunDecision decision)
    {
    }

    public void RunStarted(RunId run, string project, DateTimeOffset instant)
    {
    }

    public void StageStarted(string stage)
    {
    }

    public void Progressed(StageProgress progress)
    {
    }

    public void StageFinished(StageReport report)
    {
    }

    public void KeyTouched(GrantKeyEvent happened)
    {
    }

    public void RunFinished(RunOutcome outcome)
    {
    }
}
