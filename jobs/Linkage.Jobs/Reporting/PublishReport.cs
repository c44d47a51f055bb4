namespace Linkage.Jobs.Reporting;

/// <summary>What was published as a person reads it.</summary>
internal static class PublishReport
{
    /// <summary>Prints the files and what a person should look at.</summary>
    public static void Print(Screen screen, PublishDocument document)
    {
        screen.Line($"[bold green]Written[/]  {Screen.Escape(document.Published)} of {Screen.Plural(document.Entries, "rule version")}, as at {Screen.Instant(document.At)}");
        foreach (var file in document.Files)
        {
            screen.Plain($"  {file.Path}  ({Screen.Bytes(file.Bytes)}, SHA-256 {file.Sha256})");
        }

        if (document.Withheld > 0)
        {
            screen.Line($"[bold yellow]Look[/]  {Screen.Plural(document.Withheld, "word")} withheld: texts of rules named people, accounts or offices of the directory. Have the next version of the rule say it without.");
        }
    }
}
