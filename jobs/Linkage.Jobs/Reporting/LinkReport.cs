using Linkage.Matching.Evaluation;

namespace Linkage.Jobs.Reporting;

/// <summary>How two files linked, as a person reads it.</summary>
internal static class LinkReport
{
    /// <summary>Prints what the columns were taken for, the counts, and the quality where a truth is known.</summary>
    public static void Print(Screen screen, LinkDocument link)
    {
        screen.Title("link", null);
        screen.Section("What the columns were taken for");
        screen.Table(
            ["column", "meaning", "why"],
            link.Columns.GroupBy(c => (c.Name, c.Meaning, c.Reason)).Select(g => (IReadOnlyList<string>)
            [
                Screen.Escape(g.Key.Name),
                g.Key.Meaning is { } meaning ? $"[bold]{meaning}[/]" : "[grey]not used[/]",
                $"[grey]{Screen.Escape(g.Key.Reason)}[/]",
            ]));
        screen.Section("Links");
        screen.Line($"{Screen.Count(link.Records)} records, {Screen.Count(link.PairsCompared)} pairs compared: [bold]{Screen.Count(link.Links)}[/] links, {Screen.Count(link.Clusters)} clusters");
        foreach (var warning in link.Warnings)
        {
            screen.Inset(2, $"[yellow]note:[/] {Screen.Escape(warning)}");
        }

        if (link.Spine is { } spine)
        {
            screen.Section("Persons");
            var events = spine.Events.Count == 0 ? "nothing changed" : string.Join(", ", spine.Events.Select(e => $"{Screen.Count(e.Value)} {e.Key}"));
            screen.Line($"run {Screen.Escape(spine.Run)}: [bold]{Screen.Count(spine.Persons)}[/] persons; {Screen.Escape(events)}");
            if (spine.NewRecords is { } fresh)
            {
                screen.Line($"{Screen.Count(fresh)} records were new or changed since the run before; only they were compared");
            }

            screen.Line($"[grey]head of the ledger {spine.Head}[/]");
        }

        if (link is { Best: { } best, At95: { } at95, TruePairs: { } truePairs, TruePairsCompared: { } compared })
        {
            screen.Section("Against the truth");
            screen.Table(
                ["", ">threshold", ">precision", ">recall", ">F1"],
                [Row("best, truth in hand", best), Row("at 0.95", at95)]);
            screen.Line($"[grey]recall is of all {Screen.Count(truePairs)} true pairs; {Screen.Count(truePairs - compared)} of them were not even compared[/]");
        }

        if (link.Evaluation is { } evaluation)
        {
            EvaluationReport.Print(screen, evaluation);
        }

        screen.Gap();
        var slowest = string.Join(", ", link.Seconds.Where(s => s.Key != "total").OrderByDescending(s => s.Value).Take(3).Select(s => $"{s.Key} {Screen.Seconds(s.Value)}"));
        screen.Line($"[grey]{Screen.Seconds(link.Seconds["total"])} ({Screen.Escape(slowest)}), peak {Screen.Count((long)link.PeakMib)} MiB[/]");
        if (link.Out is { } folder)
        {
            screen.Plain($"{RunReport.Shown(folder)}: links.parquet, clusters.parquet, model.json, settings.json, run.json");
        }

        if (link.Report is { } report)
        {
            screen.Plain($"{RunReport.Shown(report)}: the report, to open in a browser");
        }
    }

    private static IReadOnlyList<string> Row(string name, Quality quality) =>
        [name, EvaluationReport.Share(quality.Threshold), EvaluationReport.Share(quality.Precision), EvaluationReport.Share(quality.Recall), $"[bold]{EvaluationReport.Share(quality.F1)}[/]"];
}
