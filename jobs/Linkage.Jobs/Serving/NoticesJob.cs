using Linkage.Jobs.Commands;
using Linkage.Jobs.Notifying;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>Tells who must know. What keeps it from that is logged once, and the next look tries again.</summary>
/// <param name="notifier">The notifier.</param>
/// <param name="state">What keeps the host from its other work.</param>
/// <param name="log">The log.</param>
internal sealed class NoticesJob(Notifier notifier, HostState state, NoticeLog log) : IHostJob
{
    private string? _told;

    /// <inheritdoc/>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await notifier.ExecuteAsync(state.Now.Problem, cancellationToken).ConfigureAwait(false);
            _told = null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The host goes on whatever keeps it from telling; it is logged once, by its code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(e, workspace: null);
            if (problem.Code != _told)
            {
                _told = problem.Code;
                log.NotTold(problem);
            }
        }
    }
}

/// <summary>Writes what is sent to the host's log.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class NoticeLog(ILogger<Notifier> logger) : INoticeLog
{
    /// <inheritdoc/>
    public void Queued(string recipient, int count) => LogQueued(recipient, count);

    /// <inheritdoc/>
    public void Tried(string recipient, string message, int notices, string? code, int givenUp)
    {
        if (code is null)
        {
            LogSent(recipient, message, notices);
        }
        else if (givenUp > 0)
        {
            LogGivenUp(recipient, givenUp, code);
        }
        else
        {
            LogBroken(recipient, message, code);
        }
    }

    /// <summary>Nobody could be told of anything.</summary>
    public void NotTold(Problem problem) => LogNotTold(problem.Code, problem.Message);

    [LoggerMessage(21, LogLevel.Information, "{Count} notices to {Recipient} are queued")]
    private partial void LogQueued(string recipient, int count);

    [LoggerMessage(22, LogLevel.Information, "{Recipient} was sent {Message}, notices: {Count}")]
    private partial void LogSent(string recipient, string message, int count);

    [LoggerMessage(23, LogLevel.Warning, "{Recipient} could not be sent {Message}: {Code}. It is tried again")]
    private partial void LogBroken(string recipient, string message, string code);

    [LoggerMessage(24, LogLevel.Error, "{Recipient} was never told of {Count} notices, and is not tried again: {Code}. 'linkage notify test' shows whether messages arrive")]
    private partial void LogGivenUp(string recipient, int count, string code);

    [LoggerMessage(25, LogLevel.Error, "Nobody can be told of anything: {Code}. {Explanation}")]
    private partial void LogNotTold(string code, string explanation);
}
