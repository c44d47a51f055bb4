using System.Globalization;

namespace Linkage.Jobs.Reporting;

/// <summary>What lies where, and until when, as a person reads it.</summary>
internal static class RetentionReport
{
    private const int Indent = 2;

    /// <summary>Prints it by the folders of the zones.</summary>
    public static void Print(Screen screen, RetentionDocument document)
    {
        var due = document.Items.Count(item => item.IsDue);
        screen.Line(document.Swept
            ? $"[bold green]{Screen.Plural(document.Items.Count, "set")} wiped[/] whose time had come; the evidence is in the ledger"
            : $"[bold]{Screen.Plural(document.Items.Count, "set")}[/], {(due == 0 ? "none of them due" : $"[yellow]{Screen.Count(due)} due[/]")} on {Screen.Instant(document.At)}");
        foreach (var folder in document.Items.GroupBy(item => FolderOf(item.Place)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            screen.Section(folder.Key);
            foreach (var item in folder)
            {
                var end = item.Due is { } last ? last.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "no end";
                screen.Inset(Indent, $"{(item.IsDue && !document.Swept ? "[yellow]due[/]  " : string.Empty)}{end}  {Screen.Escape(item.Basis)}, since {item.Since.UtcDateTime:yyyy-MM-dd}, {Screen.Count(item.Bytes)} bytes  {Screen.Escape(item.Place[(folder.Key.Length + 1)..])}");
            }
        }

        if (document.Keys.Count > 0)
        {
            screen.Section("Keys of datasets, by month");
        }

        foreach (var key in document.Keys)
        {
            var state = key.DestroyedAt is { } at ? $"[bold]destroyed {at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}[/], no copy can be opened" : "there";
            screen.Inset(Indent, $"{Screen.Escape(key.Dataset)} {Screen.Escape(key.Month)}, {Screen.Plural(key.Sets, "set")}: {state}  {Screen.Escape(key.Key)}");
        }

        foreach (var source in document.Sources)
        {
            screen.Line($"[yellow]{Screen.Escape(source)} still lies among the sources[/]: the next run that reads it lands it again. Remove it there, and at its owner if that was agreed.");
        }

        foreach (var owed in document.Owed)
        {
            screen.Line($"[yellow]{Screen.Escape(owed.Release)} has ended[/], and {Screen.Escape(string.Join(", ", owed.People))} owe word that it was destroyed: linkage releases attest");
        }
    }

    private static string FolderOf(string place) => place[..place.LastIndexOf('/')];
}
