namespace Linkage.Jobs.Reporting;

/// <summary>A check of a release as a person reads it.</summary>
internal static class VerifyReport
{
    /// <summary>Prints the verdict and what is wrong.</summary>
    public static void Print(Screen screen, VerifyDocument check)
    {
        screen.Line(check.Valid
            ? "[bold green]Valid[/]  signature and every digest hold"
            : $"[bold red]Not valid[/]  {Screen.Plural(check.Failures.Count, "failure")}");
        foreach (var failure in check.Failures)
        {
            screen.Inset(2, $"[red]{Screen.Escape(failure)}[/]");
        }

        if (check is { Valid: true, Expires: { } end })
        {
            screen.Line(check.Expired ? $"[yellow]Expired[/] on {Screen.Instant(end)}: it may not be used any more." : $"[grey]may be used until {Screen.Instant(end)}[/]");
        }

        if (check.ListIssuedAt is { } issued)
        {
            screen.Line($"[grey]held against the list of withdrawn releases of {Screen.Instant(issued)}; fetch a newer one to know of later withdrawals[/]");
        }

        screen.Plain($"release  {RunReport.Shown(check.Release)}");
        screen.Plain($"key      {RunReport.Shown(check.Key.Path)}");
        screen.Line($"[grey]key fingerprint {check.Key.Fingerprint}[/]");
    }
}
