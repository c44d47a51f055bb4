using Linkage.Jobs.Reporting;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>How far a run has come, in the host's log: its stages and what is worth a line of its own, not every step.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class LoggedProgress(ILogger<LoggedProgress> logger) : ProgressView
{
    // Left open: it ends with the run, in whose own flow it is begun.
    /// <inheritdoc/>
    public override void Name(string run) => _ = logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Run"] = run });

    /// <inheritdoc/>
    public override void Open(string title) => LogOpened(title);

    /// <inheritdoc/>
    public override void Begin(string part)
    {
    }

    /// <inheritdoc/>
    public override void Move(string part, string step, double done)
    {
    }

    /// <inheritdoc/>
    public override void End(string part, string summary) => LogEnded(part, summary);

    /// <inheritdoc/>
    public override void Note(string line) => LogNote(line);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    [LoggerMessage(20, LogLevel.Information, "{Title}")]
    private partial void LogOpened(string title);

    [LoggerMessage(21, LogLevel.Information, "{Stage}: {Summary}")]
    private partial void LogEnded(string stage, string summary);

    [LoggerMessage(22, LogLevel.Warning, "{Note}")]
    private partial void LogNote(string note);
}
