namespace Linkage.Pipeline.Run;

/// <summary>Passes progress on at once and on the same thread, so that events keep their order.</summary>
internal sealed class ProgressRelay(IRunObserver observer) : IProgress<StageProgress>
{
    /// <inheritdoc/>
    public void Report(StageProgress value) => observer.Progressed(value);
}
