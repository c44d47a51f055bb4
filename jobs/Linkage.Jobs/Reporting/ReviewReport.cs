using System.Globalization;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Reporting;

/// <summary>The steps of a clerical review as a person reads them: counts, names of reviewers and numbers of pairs, never a value of a record.</summary>
internal static class ReviewReport
{
    /// <summary>The end of <c>review export</c>.</summary>
    public static void Print(Screen screen, ReviewExportDocument made)
    {
        screen.Title("review", null);
        screen.Line($"[bold]{Screen.Plural(made.Pairs, "pair")}[/] drawn with seed {made.Seed.ToString(CultureInfo.InvariantCulture)}, in random order");
        screen.Table(
            ["match weight", ">pairs of the run", ">drawn", ">one stands for", ""],
            made.Strata.Where(s => s.Pairs > 0).Select(s => (IReadOnlyList<string>)
            [
                Band(s),
                Screen.Count(s.Pairs),
                Screen.Count(s.Sampled),
                s.Sampled == 0 ? "[grey]-[/]" : s.Weight.ToString("0.#", CultureInfo.InvariantCulture),
                s.IsLink ? "links" : "[grey]below the threshold[/]",
            ]));
        if (made.Strata.All(s => s.IsLink || s.Pairs == 0))
        {
            screen.Inset(2, "[yellow]note:[/] the run kept links only, so missed matches cannot be seen. To review those too, link again with --keep 0.01.");
        }

        screen.Inset(2, $"[yellow]note:[/] the folder holds names and other personal data, readable by its owner only. Keep it there, and delete it when the labels are out.");
        screen.Plain($"{RunReport.Shown(made.Review)}");
        screen.Command(["review", "label", RunReport.Shown(made.Review), "--reviewer", "NAME"], "two people, each alone");
    }

    /// <summary>The end of <c>review label</c>, <c>adjudicate</c> and <c>import</c>.</summary>
    public static void Print(Screen screen, ReviewLabelDocument labels)
    {
        if (labels.Taken is { } taken)
        {
            screen.Line($"{Screen.Plural(taken, "label")} taken in");
        }

        screen.Line(
            $"[bold]{Screen.Escape(labels.Reviewer)}[/]: {Screen.Count(labels.Labelled)} of {Screen.Plural(labels.Pairs, "pair")} labelled "
            + $"({Screen.Count(labels.Matches)} match, {Screen.Count(labels.NoMatches)} no match, {Screen.Count(labels.Unsure)} unsure)"
            + (labels.Labelled < labels.Pairs ? "; the same command goes on there" : string.Empty));
    }

    /// <summary>The end of <c>review sheet</c>.</summary>
    public static void Print(Screen screen, ReviewSheetDocument sheet)
    {
        screen.Line($"{Screen.Plural(sheet.Pairs, "pair")} written. Fill the column 'label' with match, no match or unsure, and leave the other columns as they are.");
        screen.Inset(2, "[yellow]note:[/] the sheet holds names and other personal data, readable by its owner only. Delete it when its labels are in.");
        screen.Plain($"{RunReport.Shown(sheet.Sheet)}");
        screen.Command(["review", "import", RunReport.Shown(sheet.Review), RunReport.Shown(sheet.Sheet), "--reviewer", "NAME"], "takes the labels in");
    }

    /// <summary>The end of <c>review agree</c>.</summary>
    public static void Print(Screen screen, ReviewAgreeDocument agreement)
    {
        var (first, second) = (agreement.Reviewers[0], agreement.Reviewers[1]);
        screen.Title("agreement", $"{first} and {second}");
        screen.Table(
            [$"{first} \\ {second}", ">match", ">no match", ">unsure"],
            agreement.Table.Zip(["match", "no match", "unsure"], (row, name) => (IReadOnlyList<string>)[name, .. row.Select(n => Screen.Count(n))]));
        screen.Line(
            $"{Screen.Plural(agreement.Both, "pair")} labelled by both: agreement [bold]{(agreement.Agreement is { } share ? Percent(share) : "not defined")}[/], "
            + $"Cohen's kappa [bold]{(agreement.Kappa is { } kappa ? kappa.ToString("0.000", CultureInfo.InvariantCulture) : "not defined")}[/]");
        foreach (var (name, count) in agreement.Reviewers.Zip(agreement.Labelled).Where(r => r.Second < agreement.Pairs))
        {
            screen.Inset(2, $"[yellow]note:[/] {Screen.Escape(name)} has {Screen.Plural(agreement.Pairs - count, "pair")} to go");
        }

        Numbers(screen, "they differ on", agreement.Disagreements);
        Numbers(screen, "both are unsure of", agreement.BothUnsure);
        Heads(screen, agreement.Heads);
        if (agreement.ToAdjudicate > 0)
        {
            screen.Command(["review", "adjudicate", RunReport.Shown(agreement.Review), "--reviewer", agreement.Adjudicator ?? "NAME"], "a third person decides");
        }
    }

    /// <summary>The end of <c>review labels</c>.</summary>
    public static void Print(Screen screen, ReviewLabelsDocument labels)
    {
        screen.Title("labels", null);
        screen.Line($"[bold]{Screen.Count(labels.Matches)}[/] match, [bold]{Screen.Count(labels.NoMatches)}[/] no match; left out: {Screen.Count(labels.Unsure)} unsure, {Screen.Count(labels.Open)} open");
        screen.Line($"[grey]{Screen.Count(labels.Agreed)} agreed by both reviewers, {Screen.Count(labels.Adjudicated)} adjudicated, {Screen.Count(labels.OneReviewer)} by one reviewer alone[/]");
        Share(screen, "precision of the links", labels.Precision);
        Share(screen, "recall among the pairs the run kept", labels.RecallOfKept);
        Heads(screen, labels.Heads);
        foreach (var file in labels.Files)
        {
            screen.Plain($"{RunReport.Shown(file)}");
        }
    }

    private static void Heads(Screen screen, IReadOnlyDictionary<string, string> heads)
    {
        foreach (var (name, head) in heads)
        {
            screen.Line($"[grey]journal of {Screen.Escape(name)} ends in {Screen.Escape(head)}[/]");
        }
    }

    private static void Numbers(Screen screen, string what, IReadOnlyList<int> pairs)
    {
        if (pairs.Count > 0)
        {
            screen.Line($"{what} {Screen.Plural(pairs.Count, "pair")}: {string.Join(", ", pairs.Select(p => p.ToString(CultureInfo.InvariantCulture)))}");
        }
    }

    private static void Share(Screen screen, string name, ReviewShare? share) =>
        screen.Line(share is null ? $"{name}: [grey]cannot be told from these labels[/]" : $"{name}: [bold]{Percent(share.Value)}[/] [grey](95 % interval {Percent(share.Low)} to {Percent(share.High)})[/]");

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Band(ReviewStratum stratum)
    {
        string Weight(double weight) => weight.ToString("0.0", CultureInfo.InvariantCulture);
        return (stratum.From, stratum.To) switch
        {
            (null, { } to) => $"under {Weight(to)}",
            ({ } from, null) => $"{Weight(from)} and over",
            ({ } from, { } to) => $"{Weight(from)} to {Weight(to)}",
            _ => "all",
        };
    }
}
