using Linkage.Governance.Decisions;

namespace Linkage.Jobs.Reporting;

/// <summary>A decision on one request as a person reads it.</summary>
internal static class DecideReport
{
    /// <summary>Prints the decision with its reasons and remedies, every check, and the rule versions that were tried.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="asked">The request as it was named.</param>
    /// <param name="decisions">The decisions; more than one when a project was also asked without what is asked for only where permitted.</param>
    /// <param name="document">The decision that counts.</param>
    public static void Print(Screen screen, string asked, IReadOnlyList<Decision> decisions, DecideDocument document)
    {
        screen.Title($"decide: {asked}", $"as at {Screen.Instant(document.Instant)}");
        DecisionReport.Print(screen, [.. decisions.Select(decision => DecisionDocument.Of("Plan", decision))]);
        screen.Section("Checks");
        screen.Table(
            ["check", "passed", "what was found"],
            document.Checks.Select(check => (IReadOnlyList<string>)
                [check.Name, check.Passed ? "[green]yes[/]" : "[bold yellow]no[/]", check.Passed || check.Codes.Count == 0 ? Screen.Escape(check.Explanation) : string.Join(", ", check.Codes)]));
        if (document.Considered.Count > 1)
        {
            screen.Section("Rule versions tried, each by itself");
            screen.Table(
                ["rule", "permits", "against it"],
                document.Considered.Select(rule => (IReadOnlyList<string>)
                    [Screen.Escape($"{rule.Rule} v{rule.Version}"), rule.Allowed ? "[green]yes[/]" : "no", string.Join(", ", rule.Codes)]));
        }
    }
}
