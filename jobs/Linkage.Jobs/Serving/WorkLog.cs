using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Scheduling;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>Writes what the scheduled work does to the host's log. Ids, instants, codes and counts only.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class WorkLog(ILogger<ScheduledWork> logger) : IWorkLog
{
    // A slot that waits is told of once, not at every look.
    private readonly HashSet<string> _waits = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Seen(ScheduledProject project) => LogSeen(project.Id, project.Calendar.Schedule.Cron, project.Calendar.Schedule.TimeZone);

    /// <inheritdoc/>
    public void Begun(ScheduledProject project, DateTimeOffset slot)
    {
        _waits.Clear();
        LogBegun(project.Id, Written(slot));
    }

    /// <inheritdoc/>
    public IDisposable? Within(ScheduledProject project, DateTimeOffset slot) => logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Project"] = project.Id, ["Slot"] = Written(slot) });

    /// <inheritdoc/>
    public void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code) => LogEnded(project.Id, Written(slot), act, run ?? "none", code ?? "none");

    /// <inheritdoc/>
    public void Passed(ScheduledProject project, SlotFate fate, int count) => LogPassed(project.Id, count, fate);

    /// <inheritdoc/>
    public void Waits(ScheduledProject project, DateTimeOffset slot, Problem problem)
    {
        if (_waits.Add($"{project.Id}/{Written(slot)}/{problem.Code}"))
        {
            LogWaits(project.Id, Written(slot), problem.Code, problem.Message);
        }
    }

    /// <inheritdoc/>
    public void Broken(ScheduledProject project, DateTimeOffset slot, Problem problem) => LogBroken(project.Id, Written(slot), problem.Code, problem.Message, problem.Where ?? "none", problem.FaultId ?? "none");

    /// <inheritdoc/>
    public void Lost(ScheduledProject project, DateTimeOffset slot) => LogLost(project.Id, Written(slot));

    /// <summary>A look could not be made.</summary>
    public void NotLooked(Problem problem) => LogNotLooked(problem.Code, problem.Message, problem.Where ?? "the workspace");

    /// <summary>Looks can be made again.</summary>
    public void LooksAgain() => LogLooksAgain();

    private static string Written(DateTimeOffset slot) => slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Information, "{Project} runs by itself from now on: {Cron}, {TimeZone}")]
    private partial void LogSeen(string project, string cron, string timeZone);

    [LoggerMessage(2, LogLevel.Information, "{Project} begins for its slot {Slot}")]
    private partial void LogBegun(string project, string slot);

    [LoggerMessage(3, LogLevel.Information, "{Project}, slot {Slot}: {Act}, run {Run}, code {Code}")]
    private partial void LogEnded(string project, string slot, SlotAct act, string run, string code);

    [LoggerMessage(4, LogLevel.Warning, "{Project}: {Count} missed slots are {Fate}")]
    private partial void LogPassed(string project, int count, SlotFate fate);

    [LoggerMessage(5, LogLevel.Warning, "{Project}, slot {Slot}: not begun now, {Code}. {Explanation}")]
    private partial void LogWaits(string project, string slot, string code, string explanation);

    [LoggerMessage(6, LogLevel.Error, "{Project}, slot {Slot}: {Code}. {Explanation} (where: {Where}, fault: {Fault})")]
    private partial void LogBroken(string project, string slot, string code, string explanation, string where, string fault);

    [LoggerMessage(8, LogLevel.Error, "It cannot be known what is due: {Code}. {Explanation} ({Where})")]
    private partial void LogNotLooked(string code, string explanation, string where);

    [LoggerMessage(9, LogLevel.Information, "What is due is known again")]
    private partial void LogLooksAgain();

    [LoggerMessage(10, LogLevel.Warning, "{Project}, slot {Slot}: the workspace was lost to another host, which goes on with it")]
    private partial void LogLost(string project, string slot);
}
