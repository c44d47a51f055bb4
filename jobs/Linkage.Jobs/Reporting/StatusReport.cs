using Linkage.Governance.Releases;
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
            ["run", "project", "state", ">took"],
            status.Runs.Select(r => (IReadOnlyList<string>)
            [
                r.Run,
                Screen.Escape(r.Project),
                $"{State(r.State)}{Where(r)}",
                r.Seconds is { } s ? Screen.Seconds(s) : "-",
            ]));
        foreach (var why in status.Runs.Where(r => r.State is RunState.Refused or RunState.Failed).Select(r => (r.Project, Why: Why(r))).Distinct())
        {
            screen.Inset(2, $"{Screen.Escape(why.Project)}: [yellow]{Screen.Escape(why.Why)}[/]");
        }

        Releases(screen, status);
        if (status.Unfinished.Count > 0)
        {
            screen.Section("Unfinished");
            screen.Line($"{Screen.Plural(status.Unfinished.Count, "run")} ended without a word (killed, or the machine went down). Nothing half-made is visible.");
            foreach (var run in status.Runs.Where(r => r.State == RunState.Crashed))
            {
                screen.Command(["run", run.Project, "--data", RunReport.Shown(status.Workspace)], $"takes {run.Run} up again where it can");
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
            var state = release.State is ReleaseState.Withdrawn or ReleaseState.Destroyed ? $"[red]{release.State.ToString()!.ToLowerInvariant()}[/]" : !release.Present ? "[red]not there any more[/]" : release.Expired ? "[red]expired[/]" : "[green]live[/]";
            var until = release.ExpiresAt is { } end ? $", until {Screen.Instant(end)}" : string.Empty;
            screen.Line($"{state}  {Screen.Count(release.Rows)} rows in {Screen.Plural(release.Files, "file")}{until}");
            screen.Plain($"  {RunReport.Shown(release.Path)}");
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

    // The stage a run that did not release was in, or had come to.
    private static string Where(StatusDocument.RunStatus run) => run switch
    {
        { State: RunState.Released } or { Stages: [] } => string.Empty,
        { Stages: [.., { Finished: false } open] } => $" in {Screen.Escape(open.Name)}",
        { Stages: [.., var last] } => $" after {Screen.Escape(last.Name)}",
    };

    private static string Why(StatusDocument.RunStatus run) => run.State switch
    {
        RunState.Failed or RunState.Refused => string.Join(", ", run.Decisions.SelectMany(d => d.Reasons)
            .Concat(run.Refusals.EnumerateArray().Select(r => r.GetProperty("code").GetString() ?? string.Empty)).Append(run.FaultId is { } id ? $"fault {id}" : string.Empty).Where(r => r.Length > 0).Distinct()),
        _ => string.Empty,
    };
}
