using System.Globalization;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Reporting;

/// <summary>A plan as a person reads it.</summary>
internal static class PlanReport
{
    /// <summary>Prints the decision, datasets, joins, outputs and steps.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="withSql">Print statements in full.</param>
    public static void Print(Screen screen, RunPlan plan, bool withSql)
    {
        var document = PlanDocument.Of(plan);
        screen.Title($"plan: {document.Project} v{document.Version}", document.Title);
        var channel = document.Channel is { } c ? $" by {c}" : string.Empty;
        screen.Line($"purpose [bold]{Screen.Escape(document.Purpose)}[/], for {Screen.Escape(document.Recipient.Team)} in {Screen.Escape(document.Recipient.Environment)}{Screen.Escape(channel)}");

        screen.Section("Decision, as it would fall now");
        DecisionReport.Print(screen, [.. plan.Decisions.Select(d => DecisionDocument.Of("Plan", d))]);
        if (document.LeftOut.Count > 0)
        {
            screen.Line($"left out, since no rule permits it: {Screen.Escape(string.Join(", ", document.LeftOut))}");
        }

        screen.Section("Columns");
        screen.Table(["dataset", "use", "columns"], document.Datasets.SelectMany(Columns));
        screen.Section("Joins");
        screen.Table(
            ["left", "right", "type", "keys", ">at least"],
            document.Joins.Select(j => (IReadOnlyList<string>)
                [Screen.Escape(j.Left), Screen.Escape(j.Right), j.Type, string.Join(", ", j.Keys), j.MinimumProbability.ToString("0.00", CultureInfo.InvariantCulture)]));
        screen.Section("Outputs");
        screen.Table(
            ["file", "kind", "by", "column", "role", "made of"],
            document.Outputs.SelectMany(o => o.Columns.Select((c, i) => (IReadOnlyList<string>)
                [i == 0 ? Screen.Escape(o.Name) : string.Empty, i == 0 ? o.Kind.ToString() : string.Empty, i == 0 ? o.Granularity : string.Empty, Screen.Escape(c.Name), Screen.Escape(c.Role), Screen.Escape(MadeOf(c))])));
        if (document.Suppress.Count > 0)
        {
            screen.Line($"taken out at release: {Screen.Escape(string.Join(", ", document.Suppress))}");
        }

        if (plan.Disclosure is { } terms && document.Outputs.Any(o => o.Kind != OutputKind.Outreach))
        {
            screen.Section("Disclosure terms of the rule");
            foreach (var line in DisclosureInWords.Of(terms, document.Outputs.Any(o => o.Kind == OutputKind.PseudonymisedRows)))
            {
                screen.Inset(2, $"- {Screen.Escape(line)}");
            }
        }

        Steps(screen, document.Stages, withSql);
        screen.Gap();
        screen.Line(withSql ? "[grey]Nothing was executed.[/]" : "[grey]Nothing was executed. --sql prints every statement.[/]");
    }

    private static IEnumerable<IReadOnlyList<string>> Columns(PlanDocument.Dataset dataset)
    {
        var first = true;
        foreach (var use in dataset.Columns.SelectMany(c => c.Value.Select(u => (Use: u, Column: c.Key))).GroupBy(x => x.Use))
        {
            yield return [first ? Screen.Escape(dataset.Id) : string.Empty, use.Key, Screen.Escape(string.Join(", ", use.Select(u => u.Column)))];
            first = false;
        }
    }

    private static string MadeOf(ProjectOutputColumn column)
    {
        var made = column.Numerator is null && column.Denominator is null ? string.Join(", ", column.Sources) : $"{column.Numerator} divided by {column.Denominator}";
        return column.Generalise is not { } ladder ? made : $"{made}; may be made coarser, step by step: {string.Join(", ", ladder.Steps.Select(StepInWords).Append("hidden for everybody"))}";
    }

    private static string StepInWords(LadderStep step) => step.Kind switch
    {
        LadderKind.Dates => $"by {step.Text}",
        LadderKind.Widths => string.Create(CultureInfo.InvariantCulture, $"bands of {step.Size}"),
        LadderKind.Prefixes => string.Create(CultureInfo.InvariantCulture, $"the first {(step.Size == 1 ? "character" : $"{step.Size} characters")}"),
        _ => step.Text,
    };

    private static void Steps(Screen screen, IReadOnlyList<PlannedStage> stages, bool withSql)
    {
        foreach (var (stage, index) in stages.Select((s, i) => (s, i + 1)))
        {
            screen.Section($"{index}. {stage.Name}");
            screen.Line($"[grey]{Screen.Escape(stage.Description)}[/]");
            screen.List(stage.Steps.Select(step => (Screen.Escape(step.Name), $"[grey]{Screen.Escape(step.Description)}[/]{(step.Sql is null ? null : " [teal]sql[/]")}")));
            foreach (var step in stage.Steps.Where(step => withSql && step.Sql is not null))
            {
                screen.Line($"[teal]{Screen.Escape(step.Name)}[/]");
                foreach (var line in step.Sql!.TrimEnd().Split('\n'))
                {
                    screen.Plain($"    {line.TrimEnd('\r').Replace("\t", "    ", StringComparison.Ordinal)}");
                }
            }
        }
    }
}
