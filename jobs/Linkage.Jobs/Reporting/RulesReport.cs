using System.Globalization;

namespace Linkage.Jobs.Reporting;

/// <summary>The rules of a registry as a person reads them.</summary>
internal static class RulesReport
{
    /// <summary>Prints a line a rule version, then what misses approvals and what ends soon.</summary>
    public static void Print(Screen screen, RulesDocument document)
    {
        screen.Line($"[grey]as at {Screen.Instant(document.At)}[/]");
        screen.Table(
            ["rule", "status", "from", "last day", "ended by", "title"],
            document.Rules.Select(rule => (IReadOnlyList<string>)
            [
                Screen.Escape(Name(rule)),
                rule.Status == "Approved" ? "[green]Approved[/]" : $"[yellow]{rule.Status}[/]",
                Day(rule.ValidFrom),
                rule.IsDue ? $"[bold yellow]{Day(rule.LastDay)}[/]" : Day(rule.LastDay),
                Screen.Escape(rule.EndedBy),
                Screen.Escape(rule.Title),
            ]));
        foreach (var rule in document.Rules.Where(rule => rule.SupersededBy is not null))
        {
            screen.Line($"{Screen.Escape(Name(rule))}: version {rule.SupersededBy} has taken its place");
        }

        foreach (var (rule, problem) in document.Rules.SelectMany(rule => rule.Missing.Select(problem => (rule, problem))))
        {
            screen.Line($"{Screen.Escape(Name(rule))}: [yellow]{Screen.Escape(problem.Code)}[/] {Screen.Escape(problem.Explanation)}");
        }

        foreach (var rule in document.Rules.Where(rule => rule.IsDue))
        {
            screen.Line($"[bold yellow]Due[/] {Screen.Escape(Name(rule))}: {Screen.Escape(rule.EndedBy)} ends it {(rule.DaysLeft < 0 ? $"since {Screen.Plural(-rule.DaysLeft, "day")}" : $"in {Screen.Plural(rule.DaysLeft, "day")}")}; renew it with a new version in time");
        }
    }

    private static string Name(ListedRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Rule} v{rule.Version}");

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
