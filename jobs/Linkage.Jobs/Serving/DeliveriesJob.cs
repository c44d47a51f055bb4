using Linkage.Jobs.Commands;
using Linkage.Jobs.Delivering;
using Linkage.Pipeline.Contracts;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>Looks for files that are due. What keeps it from that is logged once, and the next call tries again.</summary>
/// <param name="watch">Looks.</param>
/// <param name="log">The log.</param>
internal sealed class DeliveriesJob(DeliveryWatch watch, DeliveryLog log) : IHostJob
{
    private string? _told;

    /// <inheritdoc/>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await watch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            _told = null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The host goes on whatever keeps it from looking; it is logged once, by its code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var problem = Faults.Of(e, workspace: null);
            if (problem.Code != _told)
            {
                _told = problem.Code;
                log.NotLooked(problem);
            }
        }
    }
}

/// <summary>Writes what is found of files that are due to the host's log.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class DeliveryLog(ILogger<DeliveryWatch> logger) : IDeliveryLog
{
    /// <inheritdoc/>
    public void Came(DatasetId dataset, DateTimeOffset due) => LogCame(dataset.Value, due);

    /// <inheritdoc/>
    public void Missing(DatasetId dataset, DateTimeOffset due, string code) => LogMissing(dataset.Value, due, code);

    /// <summary>Nothing could be looked for.</summary>
    public void NotLooked(Problem problem) => LogNotLooked(problem.Code, problem.Message);

    [LoggerMessage(31, LogLevel.Information, "The file of {Dataset} that was due at {Due:u} has come")]
    private partial void LogCame(string dataset, DateTimeOffset due);

    [LoggerMessage(32, LogLevel.Warning, "The file of {Dataset} that was due at {Due:u} has not come: {Code}. It is looked for every quarter of an hour")]
    private partial void LogMissing(string dataset, DateTimeOffset due, string code);

    [LoggerMessage(33, LogLevel.Error, "No file that is due can be looked for: {Code}. {Explanation}")]
    private partial void LogNotLooked(string code, string explanation);
}
