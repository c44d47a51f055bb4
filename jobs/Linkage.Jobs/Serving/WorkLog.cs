using System.Globalization;
using Linkage.Governance.Documents;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Scheduling;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>Writes what the scheduled work does to the host's log. Ids, instants, codes and counts only.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class WorkLog(ILogger<ScheduledWork> logger) : IWorkLog
{
    // A file that stays as it is is told of once, not at every look.
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private string? _notLooked;

    /// <inheritdoc/>
    public void Seen(ScheduledProject project) => LogSeen(project.Id, project.Calendar.Schedule.Cron, project.Calendar.Schedule.TimeZone);

    /// <inheritdoc/>
    public void Begun(ScheduledProject project, DateTimeOffset slot) => LogBegun(project.Id, Written(slot));

    /// <inheritdoc/>
    public void Ended(ScheduledProject project, DateTimeOffset slot, SlotAct act, string? run, string? code) => LogEnded(project.Id, Written(slot), act, run ?? "none", code ?? "none");

    /// <inheritdoc/>
    public void Passed(ScheduledProject project, SlotFate fate, int count) => LogPassed(project.Id, count, fate);

    /// <inheritdoc/>
    public void Busy(ScheduledProject project, DateTimeOffset slot) => LogBusy(project.Id, Written(slot));

    /// <inheritdoc/>
    public void Broken(ScheduledProject project, DateTimeOffset slot, Problem problem) => LogBroken(project.Id, Written(slot), problem.Code, problem.Message);

    /// <inheritdoc/>
    public void Unreadable(ConfigurationException problem)
    {
        if (_unreadable.Add(problem.Message))
        {
            LogUnreadable(problem.Message);
        }
    }

    /// <summary>A look could not be made. The same again is told once.</summary>
    public void NotLooked(Problem problem)
    {
        if (problem.Code != _notLooked)
        {
            _notLooked = problem.Code;
            LogNotLooked(problem.Code, problem.Message, problem.Where ?? "the workspace");
        }
    }

    private static string Written(DateTimeOffset slot) => slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Information, "{Project} runs by itself from now on: {Cron}, {TimeZone}")]
    private partial void LogSeen(string project, string cron, string timeZone);

    [LoggerMessage(2, LogLevel.Information, "{Project} begins for its slot {Slot}")]
    private partial void LogBegun(string project, string slot);

    [LoggerMessage(3, LogLevel.Information, "{Project}, slot {Slot}: {Act}, run {Run}, code {Code}")]
    private partial void LogEnded(string project, string slot, SlotAct act, string run, string code);

    [LoggerMessage(4, LogLevel.Warning, "{Project}: {Count} missed slots are {Fate}")]
    private partial void LogPassed(string project, int count, SlotFate fate);

    [LoggerMessage(5, LogLevel.Warning, "{Project}, slot {Slot}: another process works in the workspace; it waits")]
    private partial void LogBusy(string project, string slot);

    [LoggerMessage(6, LogLevel.Error, "{Project}, slot {Slot}: {Code}. {Explanation}")]
    private partial void LogBroken(string project, string slot, string code, string explanation);

    [LoggerMessage(7, LogLevel.Error, "A project file cannot be accepted: {Explanation}")]
    private partial void LogUnreadable(string explanation);

    [LoggerMessage(8, LogLevel.Error, "It cannot be known what is due: {Code}. {Explanation} ({Where})")]
    private partial void LogNotLooked(string code, string explanation, string where);
}
