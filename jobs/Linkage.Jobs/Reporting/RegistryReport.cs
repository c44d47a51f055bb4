using System.Globalization;
using Linkage.Governance.LifeCycle;

namespace Linkage.Jobs.Reporting;

/// <summary>What was done to the registry, as a person reads it.</summary>
internal static class RegistryReport
{
    /// <summary>Prints an import.</summary>
    public static void Print(Screen screen, ImportDocument document)
    {
        screen.Line(document.DryRun ? "[yellow]Nothing was imported; this is what would be.[/]" : $"[green]Imported[/] into {Screen.Escape(document.Store)}");
        foreach (var added in document.Documents)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"  new: {added.Kind.ToLowerInvariant()} {Screen.Escape(added.Id)} v{added.Version}  [grey]{added.Hash[..16]}[/]"));
        }

        foreach (var change in document.Changes)
        {
            screen.Line($"  {Screen.Escape(change)}");
        }

        Differences(screen, document.Differences);
        screen.Line($"  {Screen.Plural(document.Approvals, "approval")} taken over; {(document.Documents.Count == 0 ? "every document was there already" : Screen.Plural(document.Documents.Count, "new version"))}");
        foreach (var note in document.Notes)
        {
            screen.Line($"  [yellow]note[/] {Screen.Escape(note)}");
        }
    }

    /// <summary>Prints an export.</summary>
    public static void Print(Screen screen, ExportDocument document) =>
        screen.Line($"[green]Exported[/] {Screen.Plural(document.Files.Count, "file")} to {Screen.Escape(document.Folder)}; the registry they make is {document.RegistryHash}");

    /// <summary>Prints a rule as its file, so that it can be redirected into one.</summary>
    public static void Print(Screen screen, RuleDocumentText document)
    {
        screen.Raw(string.Create(CultureInfo.InvariantCulture, $"# {document.Rule} v{document.Version}, {document.Status} now, content {document.Hash}\n"));
        foreach (var problem in document.Missing)
        {
            screen.Raw($"# {problem.Code}: {problem.Explanation}\n");
        }

        screen.Raw(document.Text);
    }

    /// <summary>Prints differences.</summary>
    public static void Print(Screen screen, DiffDocument document)
    {
        screen.Line($"{Screen.Escape(document.Older)} [grey]and[/] {Screen.Escape(document.Newer)}: {(document.Differences.Count == 0 ? "the same content" : Screen.Plural(document.Differences.Count, "difference"))}");
        Differences(screen, document.Differences);
    }

    /// <summary>Prints a change of status.</summary>
    public static void Print(Screen screen, ChangeDocument document)
    {
        screen.Line($"[green]{document.Change}[/] {Name(document.Rule, document.Version)} by {Screen.Escape(document.Person)} at {Screen.Instant(document.At)}{(document.Reason is null ? null : $": {Screen.Escape(document.Reason)}")}");
        foreach (var other in document.StillApproved)
        {
            screen.Line($"  [yellow]still in force:[/] {Screen.Escape(other)}");
        }
    }

    /// <summary>Prints what a change would do.</summary>
    public static void Print(Screen screen, ImpactDocument document)
    {
        screen.Line($"[yellow]Nothing was recorded.[/] Were {Name(document.Rule, document.Version)} {(document.Change == "Proposed" ? "approved" : document.Change.ToLowerInvariant())} now:");
        foreach (var project in document.Enables)
        {
            screen.Line($"  [green]would be permitted[/] {Screen.Escape(project)}");
        }

        foreach (var stopped in document.Stops)
        {
            screen.Line($"  [red]would be stopped[/] {Screen.Escape(stopped.Project)}: {string.Join(", ", stopped.Codes)}");
        }

        foreach (var release in document.Releases)
        {
            screen.Line($"  [red]would have to be withdrawn[/] {Screen.Escape(release.Release)}, of {Screen.Escape(release.Project)}, kept until {(release.ExpiresAt is { } end ? Screen.Instant(end) : "an unknown day")}");
        }

        if (document.Enables.Count + document.Stops.Count + document.Releases.Count == 0)
        {
            screen.Line("  no project or release changes");
        }
    }

    /// <summary>Prints what happened to a rule.</summary>
    public static void Print(Screen screen, HistoryDocument document)
    {
        screen.Line($"{Name(document.Rule, document.Version)}  {document.Status}  [grey]{document.Hash}[/]");
        screen.Table(
            ["event", "at", "what", "who", "why"],
            document.Events.Select(happened => (IReadOnlyList<string>)
            [
                happened.Ledger.ToString(CultureInfo.InvariantCulture),
                Screen.Instant(happened.At),
                Screen.Escape(happened.What),
                Screen.Escape(happened.Person ?? "-"),
                Screen.Escape(happened.Reason ?? string.Empty),
            ]));
        foreach (var release in document.Releases)
        {
            screen.Line($"released {Screen.Instant(release.ReleasedAt)}: {Screen.Escape(release.Release)} of {Screen.Escape(release.Project)}");
        }
    }

    /// <summary>Prints that a store is ready.</summary>
    public static void Print(Screen screen, StoreDocument document) => screen.Line($"[green]Ready[/] {Screen.Escape(document.Store)}");

    private static void Differences(Screen screen, IReadOnlyList<RuleDifference> differences)
    {
        foreach (var difference in differences)
        {
            screen.Line($"  {Screen.Escape(difference.Clause)}");
            Side(screen, "[red]-[/]", difference.Older);
            Side(screen, "[green]+[/]", difference.Newer);
        }
    }

    private static void Side(Screen screen, string mark, string? text)
    {
        if (text is not null)
        {
            screen.Line($"    {mark} {Screen.Escape(text)}");
        }
    }

    private static string Name(string rule, int version) => string.Create(CultureInfo.InvariantCulture, $"{Screen.Escape(rule)} v{version}");
}
