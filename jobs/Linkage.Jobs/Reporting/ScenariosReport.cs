using System.Globalization;
using Linkage.Governance.Scenarios;

namespace Linkage.Jobs.Reporting;

/// <summary>Scenarios as a person reads them.</summary>
internal static class ScenariosReport
{
    /// <summary>Prints a line a scenario, and how many came out as written.</summary>
    public static void Print(Screen screen, ScenariosDocument document)
    {
        screen.Table(
            ["scenario", "expected", "actual", "passed"],
            document.Scenarios.Select(scenario => (IReadOnlyList<string>)
            [
                Screen.Escape(scenario.Name),
                Screen.Escape(Text(scenario.Expected)),
                scenario.Passed ? "[grey]the same[/]" : $"[yellow]{Screen.Escape(Text(scenario.Actual))}[/]",
                scenario.Passed ? "[green]yes[/]" : "[bold red]NO[/]",
            ]));
        screen.Gap();
        var passed = document.Scenarios.Count(scenario => scenario.Passed);
        var colour = passed == document.Scenarios.Count ? "green" : "red";
        screen.Line($"[bold {colour}]{Screen.Count(passed)} of {Screen.Plural(document.Scenarios.Count, "scenario")} came out as written.[/]");
    }

    private static string Text(ScenarioOutcome outcome) => string.Join(
        "; ",
        new[]
        {
            string.Join(' ', [outcome.Outcome, string.Join(", ", outcome.Reasons)]).TrimEnd(),
            outcome.Rule is { } rule ? $"by {rule}" : null,
            outcome.Status is { } status ? $"status {status}" : null,
            outcome.Checks is { } checks ? $"fails {string.Join(", ", checks)}" : null,
            outcome.Ends is { } ends ? $"ends {Screen.Instant(ends)}" : null,
            outcome.Cells is { } cells ? string.Join(", ", cells) : null,
            outcome.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $"total {total}") : null,
            outcome.Problem,
        }.OfType<string>());
}
