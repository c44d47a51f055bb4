namespace Linkage.Jobs.Reporting;

/// <summary>Runs, as a person reads them.</summary>
internal static class RunsReport
{
    private const int Indent = 2;

    /// <summary>Prints a list.</summary>
    public static void Print(Screen screen, RunsDocument document)
    {
        if (document.Runs.Count == 0)
        {
            screen.Line("No such run was recorded here.");
        }

        foreach (var run in document.Runs)
        {
            var more = string.Join(", ", new[] { run.Stage, run.Seconds is { } seconds ? $"{seconds:0.0} s" : null, string.Join(' ', run.Codes), string.Join(' ', run.Releases) }.Where(part => !string.IsNullOrEmpty(part)));
            screen.Line($"{Screen.Escape(run.Run)}  {Screen.Escape(run.Project)}  [{Colour(run.State.ToString())}]{run.State}[/]  {Screen.Escape(more)}");
        }
    }

    /// <summary>Prints one.</summary>
    public static void Print(Screen screen, RunShownDocument document)
    {
        var run = document.Run;
        screen.Section(run.Run);
        screen.Line($"{Screen.Escape(run.Project)}: [{Colour(run.State.ToString())}]{run.State}[/], began {Screen.Instant(run.StartedAt)}{(run.Seconds is { } seconds ? $", took {seconds:0.0} s" : null)}");
        foreach (var stage in run.Stages)
        {
            screen.Inset(Indent, stage.Finished
                ? $"{stage.Name}: {Screen.Count(stage.In)} rows in = {Screen.Count(stage.Kept)} kept + {Screen.Count(stage.Rejected)} rejected, {stage.Seconds:0.0} s, {stage.PeakMib:0} MiB"
                : $"{stage.Name}: not ended");
        }

        if (!document.Reconciles)
        {
            screen.Line("[red]The rows of a stage do not add up.[/] Treat it as an incident.");
        }

        RunReport.Completeness(screen, document.Completeness ?? []);
        foreach (var decision in run.Decisions)
        {
            screen.Inset(Indent, $"{Screen.Escape(decision.Point)}: {(decision.Allowed ? "[green]ALLOW[/]" : "[red]DENY[/]")} {Screen.Escape(string.Join(' ', new[] { decision.Rule, decision.Version is { } version ? $"version {version}" : null }.OfType<string>().Concat(decision.Reasons)))}");
        }

        foreach (var release in run.Releases)
        {
            screen.Inset(Indent, $"released {Screen.Escape(release.Id)}: {Screen.Count(release.Rows)} rows in {Screen.Plural(release.Files, "file")}");
        }

        if (document.Slot is { } slot)
        {
            screen.Section($"Slot {Screen.Instant(slot.Slot)}{(slot.Pending ? ", pending" : string.Empty)}");
            foreach (var act in slot.History)
            {
                screen.Inset(Indent, $"{Screen.Instant(act.At)}  [{Colour(act.Act)}]{act.Act}[/]  {Screen.Escape(string.Join(", ", new[] { act.Run, act.Code, act.Person, act.Reason }.OfType<string>()))}");
            }
        }

        if (document.Problem is { } problem)
        {
            screen.Section($"{problem.Stage}: {problem.Code}");
            screen.Line(Screen.Escape(problem.Message));
            if (problem.Runbook is { } runbook)
            {
                screen.Line(Screen.Escape(runbook));
            }
        }
    }

    /// <summary>Prints what was asked for.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="document">What.</param>
    /// <param name="how">How, as in <c>again</c>.</param>
    public static void Print(Screen screen, RunActDocument document, string how)
    {
        screen.Line(document.Asked == 0
            ? "[yellow]Asked for already[/]; nothing was recorded."
            : $"[bold green]{Screen.Plural(document.Asked, "run")} of {Screen.Escape(document.Project)} asked {how}[/]; the host obeys within seconds.");
        if (document.Note is { } note)
        {
            screen.Line($"[yellow]{Screen.Escape(note)}[/]");
        }
    }

    private static string Colour(string state) => state switch
    {
        "Released" => "green",
        "Failed" or "Crashed" or "Overran" => "red",
        _ => "yellow",
    };
}
