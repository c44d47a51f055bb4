using Linkage.Governance.Decisions;

namespace Linkage.Jobs.Reporting;

/// <summary>Decisions of the gate as a person reads them.</summary>
internal static class DecisionReport
{
    private const int Indent = 7;

    /// <summary>Prints each with its rule. The same answer given at several points of a run is printed once, with all its points.</summary>
    public static void Print(Screen screen, IReadOnlyList<DecisionDocument> decisions)
    {
        foreach (var same in decisions.GroupBy(Answer))
        {
            Print(screen, same.First(), string.Join(", ", same.Select(d => d.Point.ToLowerInvariant()).Distinct()));
        }
    }

    private static void Print(Screen screen, DecisionDocument decision, string points)
    {
        var verdict = decision.Allowed ? "[bold green]ALLOW[/]" : "[bold yellow]DENY[/] ";
        var rule = (decision.Rule, decision.Allowed) switch
        {
            (null, _) => "no rule covers it",
            ({ } r, true) => $"rule [bold]{Screen.Escape(r.Id)} v{r.Version}[/]",
            ({ } r, false) => $"no rule covers it; {Screen.Escape(r.Id)} v{r.Version} comes nearest",
        };
        screen.Line($"{verdict}  {rule}{(points == "plan" ? null : $"  [grey]at {Screen.Escape(points)}[/]")}");
        if (decision.EffectiveEnd is { } end)
        {
            screen.Inset(Indent, $"[grey]ends {Screen.Instant(end)}[/]");
        }

        if (decision.Basis is { } basis)
        {
            Print(screen, basis);
        }

        foreach (var warning in decision.Warnings)
        {
            screen.Inset(Indent, $"[grey]note: {Screen.Escape(warning)}[/]");
        }

        foreach (var reason in decision.Reasons)
        {
            screen.Inset(Indent, $"[yellow]{Screen.Escape(reason.Code)}[/]{(string.IsNullOrEmpty(reason.Clause) ? null : $" [grey]{Screen.Escape(reason.Clause)}[/]")}");
            screen.Inset(Indent + 2, Screen.Escape(reason.Explanation));
        }

        Remedies(screen, decision.Reasons);
    }

    /// <summary>What would have to change: each remedy once, however many reasons ask for it.</summary>
    private static void Remedies(Screen screen, IReadOnlyList<DecisionDocument.ReasonText> reasons)
    {
        foreach (var (remedy, index) in reasons.Select(r => r.Remedy).Distinct(StringComparer.Ordinal).Select((remedy, index) => (remedy, index)))
        {
            if (index == 0)
            {
                screen.Inset(Indent, "[bold]What would have to change[/]");
            }

            screen.Inset(Indent + 2, $"- {Screen.Escape(remedy)}");
        }
    }

    private static void Print(Screen screen, DecisionBasis basis)
    {
        var bars = basis.BarsCleared.Count == 0 ? null : $"; cleared: {string.Join(", ", basis.BarsCleared)}";
        screen.Inset(Indent, $"[grey]law {Screen.Escape($"{string.Join(", ", basis.Law)}{bars}")}[/]");
        var agreement = basis.Agreement is null ? null : $"; agreement {basis.Agreement}";
        screen.Inset(Indent, $"[grey]assessed by {Screen.Escape($"{basis.Dpia}, review by {basis.DpiaReviewBy:yyyy-MM-dd}{agreement}")}[/]");
        var approvals = basis.Approvals.Select(a => $"{a.Role} {a.Person}{(a.OnBehalfOf is null ? null : $" for {a.OnBehalfOf}")} {a.At:yyyy-MM-dd}");
        screen.Inset(Indent, $"[grey]approved by {Screen.Escape(string.Join(", ", approvals))}[/]");
    }

    private static string Answer(DecisionDocument decision) =>
        string.Join('\n', [$"{decision.Allowed} {decision.Rule} {decision.EffectiveEnd}", .. decision.Reasons.Select(r => r.ToString()), .. decision.Warnings]);
}
