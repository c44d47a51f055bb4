using Linkage.Jobs.Reporting;
using Linkage.Matching;

namespace Linkage.Jobs.Commands;

/// <summary>Shows the steps of a linking run, one after the other. Told at once and in order.</summary>
internal sealed class LinkSteps(ProgressView progress) : IProgress<MatchingProgress>
{
    private string? _step;

    /// <inheritdoc/>
    public void Report(MatchingProgress value)
    {
        if (value.Step != _step)
        {
            Finish();
            _step = value.Step;
            progress.Begin(value.Step);
        }

        if (value.Total > 0)
        {
            progress.Move(value.Step, $"{Screen.Count(value.Done)} of {Screen.Count(value.Total)}", (double)value.Done / value.Total);
        }
    }

    /// <summary>Ends the step that is open.</summary>
    public void Finish()
    {
        if (_step is not null)
        {
            progress.End(_step, "done");
        }

        _step = null;
    }
}
