using System.Globalization;
using Linkage.Matching.Evaluation;

namespace Linkage.Jobs.Reporting;

/// <summary>The short of an evaluation on a screen; the whole is in the JSON.</summary>
internal static class EvaluationReport
{
    private const string Withheld = "[grey]withheld[/]";

    /// <summary>A share with four decimals; "not defined" where its denominator is 0.</summary>
    public static string Share(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "not defined";

    /// <summary>Prints the labels' quality, the clusters' and the groups'.</summary>
    public static void Print(Screen screen, EvaluationResult evaluation)
    {
        if (evaluation.Labels is { } labels)
        {
            screen.Section("Against the labels");
            screen.Table(
                ["", ">threshold", ">precision", ">recall", ">F1"],
                new[] { ("best, labels in hand", labels.Best), ("at 0.95", labels.AtThreshold) }.Where(r => r.Item2 is not null).Select(r => Row(r.Item1, r.Item2!)));
            screen.Line($"[grey]recall is of {Screen.Count(labels.TruePairs)} pairs labelled as matches; {Screen.Count(labels.UnusableLabels)} labels could not be used[/]");
        }

        if (evaluation.Clusters is { } clusters)
        {
            screen.Line(
                $"[grey]clusters: precision {Share(clusters.Precision)}, recall {Share(clusters.Recall)}, F1 {Share(clusters.F1)}; {Screen.Count(clusters.EntitiesWhole)} of {Screen.Count(clusters.Entities)} entities found whole[/]");
        }

        if (evaluation.Groups.Count > 0)
        {
            screen.Section("By group");
            screen.Table(
                ["", "group", ">records", ">true pairs", ">precision", ">recall", ">95 % interval"],
                evaluation.Groups.Select(g => (IReadOnlyList<string>)
                [
                    Screen.Escape(g.Grouping),
                    g.MergedGroups > 0 ? $"[grey]{Screen.Count(g.MergedGroups)} small groups together[/]" : g.Group is { } name ? Screen.Escape(name) : "[grey]no value[/]",
                    Screen.Count(g.Records),
                    g.TruePairs is { } pairs ? Screen.Count(pairs) : Withheld,
                    Of(g.Precision),
                    Of(g.Recall),
                    g.Recall?.Value is null ? string.Empty : $"{Share(g.Recall.Low)} to {Share(g.Recall.High)}",
                ]));
            if (evaluation.Groups.Any(g => g.Precision is null || g.Recall is null))
            {
                screen.Line("[grey]withheld: fewer than ten pairs were found, missed or wrong, in the group or in what the groups shown leave over[/]");
            }
        }
    }

    private static string Of(Proportion? share) => share is null ? Withheld : Share(share.Value);

    private static IReadOnlyList<string> Row(string name, QualityPoint point) =>
        [name, Share(point.Probability), Share(point.Precision), Share(point.Recall), $"[bold]{Share(point.F1)}[/]"];
}
