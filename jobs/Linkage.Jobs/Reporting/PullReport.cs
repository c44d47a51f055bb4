namespace Linkage.Jobs.Reporting;

/// <summary>What was pulled, as a person reads it.</summary>
internal static class PullReport
{
    /// <summary>Prints it by dataset.</summary>
    public static void Print(Screen screen, PullDocument document)
    {
        var here = document.Extracts.Count(extract => extract.Code is null);
        screen.Line($"[bold]{Screen.Count(here)} of {Screen.Plural(document.Extracts.Count, "extract")}[/] in {Screen.Escape(RunReport.Shown(document.Inbox))}");
        screen.Table(
            ["dataset", "outcome", ">size", "from"],
            document.Extracts.Select(IReadOnlyList<string> (extract) =>
            [
                Screen.Escape(extract.Dataset),
                Screen.Escape(extract.Code ?? (extract.ResumedFrom > 0 ? $"{extract.Outcome}, gone on from {Screen.Bytes(extract.ResumedFrom.Value)}" : extract.Outcome)),
                extract.Bytes is { } bytes ? Screen.Bytes(bytes) : string.Empty,
                Screen.Escape(extract.From),
            ]));
    }
}
