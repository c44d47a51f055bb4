using Linkage.Jobs.Store;

namespace Linkage.Jobs.Reporting;

/// <summary>A workspace's state as a person reads it.</summary>
internal static class StatusReport
{
    /// <summary>Prints runs, the latest in detail, releases and unfinished runs.</summary>
    public static void Print(Screen screen, StatusDocument status)
    {
        screen.Title("status", status.Workspace);
        screen.Line(status.Working is { } holder ? $"[green]At work now:[/] {Screen.Escape(holder)}" : "[grey]Nobody is at work here now.[/]");
        if (status.Runs.Count == 0)
        {
            screen.Line("No run yet.");
            return;
        }

        screen.Section("Latest runs");
        screen.Table(
            ["run", "project", "state", ">took", "stages", "why"],
            status.Runs.Select(r => (IReadOnlyList<string>)
            [
                r.Run,
                Screen.Escape(r.Project),
                State(r.State),
                r.Seconds is { } s ? Screen.Seconds(s) : "-",
                Progress(r),
                Screen.Escape(Why(r)),
            ]));
        Releases(screen, status);
        if (status.Unfinished.Count > 0)
        {
            screen.Section("Unfinished");
            screen.Line($"{Screen.Plural(status.Unfinished.Count, "run")} ended without a word (killed, or the machine went down). Nothing half-made is visible.");
            foreach (var run in status.Runs.Where(r => r.State == RunState.Crashed))
            {
                screen.Command($"run {run.Project} --data {RunReport.Shown(status.Workspace)}", $"takes {run.Run} up again where it can");
            }
        }
    }

    private static void Releases(Screen screen, StatusDocument status)
    {
        var releases = status.Runs.SelectMany(r => r.Releases).DistinctBy(r => r.Path).ToList();
        if (releases.Count == 0)
        {
            return;
        }

        screen.Section("Releases");
        foreach (var release in releases)
        {
            var state = !release.Present ? "[red]not there any more[/]" : release.Expired ? "[red]expired[/]" : "[green]live[/]";
            var until = release.ExpiresAt is { } end ? $", until {Screen.Instant(end)}" : string.Empty;
            screen.Line($"{state}  {Screen.Count(release.Rows)} rows in {Screen.Plural(release.Files, "file")}{until}");
            screen.Raw($"  {RunReport.Shown(release.Path)}{Environment.NewLine}");
        }
    }

    private static string State(RunState state) => state switch
    {
        RunState.Running => "[teal]Running[/]",
        RunState.Released => "[green]Released[/]",
        RunState.Refused => "[yellow]Refused[/]",
        RunState.Cancelled => "[yellow]Cancelled[/]",
        RunState.Failed => "[red]Failed[/]",
        _ => "[red]Crashed[/]",
    };

    private static string Progress(StatusDocument.RunStatus run) => run.Stages switch
    {
        [] => "none begun",
        [.., { Finished: false } open] => $"in {Screen.Escape(open.Name)}",
        [.., var last] => run.State == RunState.Released ? "all" : $"to {Screen.Escape(last.Name)}",
    };

    private static string Why(StatusDocument.RunStatus run) => run.State switch
    {
        RunState.Failed => $"fault {run.FaultId}",
        RunState.Refused => string.Join(", ", run.Decisions.SelectMany(d => d.Reasons)
            .Concat(run.Refusals.EnumerateArray().Select(r => r.GetProperty("code").GetString() ?? string.Empty)).Distinct()),
        _ => string.Empty,
    };
}
