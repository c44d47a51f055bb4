using Linkage.Jobs.Explaining;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage runs list --json</c> prints.</summary>
/// <param name="Runs">The runs, the newest first.</param>
internal sealed record RunsDocument(IReadOnlyList<RunsDocument.ListedRun> Runs)
{
    /// <summary>Where a run stands. One that never ended has crashed when nobody works in the workspace.</summary>
    public static RunState StateOf(RunRow row, bool isHeld) => row.State == RunState.Running && !isHeld ? RunState.Crashed : row.State;

    /// <summary>One of them.</summary>
    /// <param name="Run">Its id.</param>
    /// <param name="Project">The project's id.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="Seconds">How long it took; absent while it runs or after a crash.</param>
    /// <param name="Stage">The last stage it came to; absent when it came to none.</param>
    /// <param name="Codes">Why it was refused, or what ended it.</param>
    /// <param name="Releases">Ids of its releases.</param>
    internal sealed record ListedRun(string Run, string Project, RunState State, DateTimeOffset StartedAt, double? Seconds, string? Stage, IReadOnlyList<string> Codes, IReadOnlyList<string> Releases)
    {
        internal static ListedRun Of(RecordedRun run, bool isHeld) => new(
            run.Row.RunId,
            run.Row.Project,
            StateOf(run.Row, isHeld),
            run.Row.StartedAt,
            run.Row.FinishedAt is { } end ? Math.Round((end - run.Row.StartedAt).TotalSeconds, 3) : null,
            run.Stages is [.., var last] ? last.Name : null,
            [.. run.Refusals.Select(refusal => refusal.Code).Distinct()],
            [.. run.Row.Releases.Select(release => release.ReleaseId)]);
    }
}
