using System.Globalization;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Demo;

/// <summary>The demo's end: what went in, what came out, who said yes, who said no and why, and how to look further.</summary>
internal static class DemoReport
{
    /// <summary>Prints the report.</summary>
    public static void Print(Screen screen, DemoDocument demo)
    {
        screen.Gap();
        screen.Title("Linkage demo: Ashgrove, a city that does not exist", $"{Screen.Count(demo.People)} synthetic people, seed {demo.Seed}, as at {Screen.Instant(demo.Instant)}");
        foreach (var result in demo.Runs)
        {
            screen.Gap();
            Project(screen, result);
        }

        Summary(screen, demo);
        Further(screen, demo);
    }

    private static void Project(Screen screen, DemoDocument.ProjectResult result)
    {
        var outcome = result.Full;
        RunReport.Head(screen, outcome);
        if (outcome.Outcome == RunOutcomeKind.Refused)
        {
            RunReport.Decisions(screen, outcome);
            RunReport.Refusals(screen, outcome);
            screen.Gap();
            screen.Line("[grey]Nothing was linked for it and nothing was released: no grant, no keys, no data.[/]");
            return;
        }

        RunReport.Rows(screen, outcome);
        RunReport.Sources(screen, outcome);
        RunReport.Stages(screen, outcome);
        RunReport.Protections(screen, outcome);
        RunReport.SelfAttack(screen, outcome);
        RunReport.Links(screen, outcome);
        Quality(screen, result.Quality);
        RunReport.Decisions(screen, outcome);
        RunReport.Releases(screen, outcome);
        foreach (var check in result.Verified)
        {
            screen.Line(check.Valid
                ? "[bold green]Verified[/]: the signature and every digest hold."
                : $"[bold red]Not valid[/]: {Screen.Escape(string.Join("; ", check.Failures))}");
        }
    }

    private static void Quality(Screen screen, LinkQuality? quality)
    {
        if (quality is null)
        {
            return;
        }

        screen.Line($"against the truth: precision [bold]{Share(quality.Precision)}[/], recall [bold]{Share(quality.Recall)}[/], F1 [bold]{Share(quality.F1)}[/]");
        screen.Line($"[grey]over {Screen.Count(quality.TruePairs)} true pairs of source records, also those never compared[/]");
        if (quality.ByKey.Count > 0)
        {
            screen.Table(
                ["links between sources by", ">links", ">of them true", ">share"],
                quality.ByKey.Select(k => (IReadOnlyList<string>)[Screen.Escape(k.Key), Screen.Count(k.Links), Screen.Count(k.TrueLinks), Share(k.Precision)]));
        }
    }

    private static void Summary(Screen screen, DemoDocument demo)
    {
        screen.Gap();
        screen.Title("In short", null);
        screen.List(demo.Runs.Select(InShort));
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"[grey]{Screen.Seconds(demo.Seconds)} in all, peak {Screen.Count((long)demo.PeakMib)} MiB; everything lies in {Screen.Escape(RunReport.Shown(demo.Out))}[/]"));
    }

    private static (string Name, string Meaning) InShort(DemoDocument.ProjectResult result)
    {
        var released = result.Outcome == RunOutcomeKind.Released;
        var what = released
            ? $"{Screen.Count(result.Full.Releases.SelectMany(r => r.Files).Sum(f => f.Rows))} rows in {Screen.Plural(result.Full.Releases.Sum(r => r.Files.Count), "file")}, {(result.Verified.All(v => v.Valid) ? "verified" : "[red]not valid[/]")}"
            : string.Join(", ", result.Full.Refusals.Select(r => Screen.Escape(r.Code)).Distinct());
        var surprise = result.Outcome == result.Expected ? string.Empty : " [red](not what the demo expects)[/]";
        return ($"[{(released ? "green" : "yellow")}]{(released ? "Released" : "Refused"),-8}[/]  {Screen.Escape(result.Full.Project)}", $"{what}{surprise}");
    }

    private static void Further(Screen screen, DemoDocument demo)
    {
        var data = RunReport.Shown(demo.Out);
        screen.Section("Look further");
        screen.Command(["status", "--data", data], "what this workspace has done");
        screen.Command(["plan", "homes-and-money", "--sql"], "every step of a run, before it runs");
        screen.Command(["plan", "arrears-recovery"], "why it is refused");
        if (demo.Runs.SelectMany(r => r.Full.Releases).FirstOrDefault() is { } release)
        {
            screen.Command(["verify", RunReport.Shown(release.Path)], "the recipient's check; change one byte and try again");
        }

    }

    private static string Share(double share) => share.ToString("0.0000", CultureInfo.InvariantCulture);
}
