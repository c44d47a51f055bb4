namespace Linkage.Jobs.Reporting;

/// <summary>Decisions of the gate as a person reads them.</summary>
internal static class DecisionReport
{
    /// <summary>Prints each with its rule; the reasons of equal denials are printed once.</summary>
    public static void Print(Screen screen, IReadOnlyList<DecisionDocument> decisions)
    {
        foreach (var decision in decisions)
        {
            var verdict = decision.Allowed ? "[bold green]ALLOW[/]" : "[bold yellow]DENY[/] ";
            var rule = decision.Rule is { } r ? $"rule {Screen.Escape(r.Id)} v{r.Version}" : "no rule";
            var nearest = decision.Allowed || decision.Rule is null ? null : " comes nearest";
            var until = decision.EffectiveEnd is { } end ? $" [grey]until {Screen.Instant(end)}[/]" : null;
            screen.Line($"{verdict}  [grey]{Screen.Escape(decision.Point.ToLowerInvariant()),-8}[/] {rule}{nearest}{until}");
            foreach (var warning in decision.Warnings)
            {
                screen.Line($"       [grey]note     {Screen.Escape(warning)}[/]");
            }

            foreach (var reason in decision.Reasons)
            {
                screen.Line($"       [yellow]{Screen.Escape(reason.Code)}[/]{(reason.Clause is null ? null : $" [grey]({Screen.Escape(reason.Clause)})[/]")}");
                screen.Line($"         {Screen.Escape(reason.Explanation)}");
            }
        }
    }
}
