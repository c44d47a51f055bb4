using Linkage.Jobs.Explaining;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Reporting;

/// <summary>A run explained for a person.</summary>
internal static class ExplainReport
{
    /// <summary>Prints what happened, then what was asked, decided, counted and released.</summary>
    public static void Print(Screen screen, ExplainDocument run, IReadOnlyList<RunDecision> decisions, string workspace)
    {
        screen.Title($"explain: {run.Run}", workspace);
        foreach (var sentence in run.Summary)
        {
            screen.Line(Screen.Escape(sentence));
        }

        Asked(screen, run);
        Decisions(screen, decisions);
        Stages(screen, run);
        Links(screen, run);
        Releases(screen, run);
        Refusals(screen, run);
        screen.Section("Whether this is what was recorded");
        screen.Command(["ledger", "verify", "--data", RunReport.Shown(workspace)], "says whether anybody changed it since");
    }

    private static void Asked(Screen screen, ExplainDocument run)
    {
        screen.Section("What was asked");
        if (run.Asked is not { } asked)
        {
            screen.Line("[grey]Not known in detail any more: the project file, its queries or its contracts are not here, or were changed since. The decisions below say what was judged.[/]");
            return;
        }

        screen.List(
        [
            ("purpose", Screen.Escape(asked.Purpose)),
            ("by", Screen.Escape($"{asked.Controller}, {asked.Requester}")),
            .. asked.Datasets.Select(dataset => ("data", Screen.Escape($"{dataset.Id}{(dataset.OnlyWherePermitted ? " (only where permitted)" : string.Empty)}: {string.Join(", ", dataset.Columns.Select(column => $"{column.Key} {string.Join('/', column.Value)}"))}"))),
            .. asked.Joins.Select(join => ("join", Screen.Escape(FormattableString.Invariant($"{join.Left} {join.Type} {join.Right} by {string.Join(", ", join.Keys)}, probability at least {join.MinimumProbability}")))),
            .. asked.Outputs.Select(output => ("output", Screen.Escape($"{output.Name}, {output.Kind} by {output.Granularity}: {string.Join(", ", output.Columns)}"))),
            ("for", Screen.Escape($"{asked.Team} in {asked.Environment}{(asked.Channel is { } channel ? $", by {channel}" : string.Empty)}")),
            ("left out", asked.SuppressionLists.Count == 0 ? "nobody by a list" : Screen.Escape(string.Join(", ", asked.SuppressionLists))),
        ]);
    }

    private static void Decisions(Screen screen, IReadOnlyList<RunDecision> decisions)
    {
        screen.Section("What the gate decided");
        DecisionReport.Print(screen, [.. decisions.Select(decision => DecisionDocument.Of(decision.Point, decision.Decision))]);
        foreach (var (decision, points) in decisions.GroupBy(decision => string.Join('|', decision.Decision.Checks)).Select(same => (same.First().Decision, string.Join(", ", same.Select(one => one.Point).Distinct()))))
        {
            screen.Gap();
            screen.Line($"[grey]Every check at {Screen.Escape(points)}, with the clauses that decided it[/]");
            screen.Table(
                ["check", "passed", "what was found", "clause"],
                decision.Checks.Select(check => (IReadOnlyList<string>)
                    [check.Name.ToString(), check.Passed ? "[green]yes[/]" : "[bold yellow]no[/]", Screen.Escape(check.Explanation), $"[grey]{Screen.Escape(check.Clause)}[/]"]));
        }
    }

    private static void Stages(Screen screen, ExplainDocument run)
    {
        if (run.Stages.Count == 0)
        {
            return;
        }

        screen.Section("What became of the rows");
        screen.Table(
            ["stage", "of", ">in", ">kept", ">left out", "why"],
            run.Stages.SelectMany(stage => stage.Finished
                ? stage.Parts.Select(part => Line(stage.Name, part.Name, part.In, part.Kept, part.LeftOut, part.Warned))
                : [[stage.Name, "[yellow]not finished[/]", "-", "-", "-", string.Empty]]));
        screen.List(run.Stages
            .SelectMany(stage => stage.LeftOut.Concat(stage.Warned))
            .DistinctBy(reason => reason.Code)
            .Select(reason => ($"[grey]{Screen.Escape(reason.Code)}[/]", $"[grey]{Screen.Escape(reason.Meaning)}[/]")));
    }

    private static IReadOnlyList<string> Line(
        string stage, string name, long rowsIn, long kept, IReadOnlyList<ExplainDocument.ReasonCount> leftOut, IReadOnlyList<ExplainDocument.ReasonCount> warned) =>
    [
        stage,
        Screen.Escape(name),
        Screen.Count(rowsIn),
        Screen.Count(kept),
        Screen.Count(rowsIn - kept),
        Screen.Escape(string.Join("; ", leftOut.Select(Said).Concat(warned.Select(reason => $"warned of {Said(reason)}")))),
    ];

    private static string Said(ExplainDocument.ReasonCount reason) => $"{Screen.Count(reason.Rows)} {reason.Code}";

    private static void Links(Screen screen, ExplainDocument run)
    {
        if (run.Links is not { } links)
        {
            return;
        }

        screen.Section("How records were linked");
        screen.List(
        [
            .. links.LinksByKey.Select(key => ($"by {Screen.Escape(key.Key)}", Screen.Plural(key.Value, "link"))),
            .. links.Models.Select(model => ("model", Screen.Escape($"{model.Left} and {model.Right}: {model.Name ?? "trained on this run's own pairs"}"))),
            .. links.Warnings.Select(warning => ("note", Screen.Escape(warning))),
        ]);
    }

    private static void Releases(Screen screen, ExplainDocument run)
    {
        foreach (var release in run.Releases)
        {
            screen.Section("What left");
            screen.List(
            [
                ("release", Screen.Escape(release.Id)),
                ("to", Screen.Escape(release.Team is { } team ? $"{team} in {release.Environment}{(release.Channel is { } channel ? $", by {channel}" : string.Empty)}" : "not known here")),
                .. release.Files.Select(file => ("file", Screen.Escape($"{file.Name}, {Screen.Plural(file.Rows, "row")}"))),
                ("statement", release.Statement switch
                {
                    StatementState.AsRecorded => "as it was recorded",
                    StatementState.Changed => "[bold red]another than was recorded[/]",
                    _ => "[yellow]not there any more[/]",
                }),
            ]);
            foreach (var act in release.Acts)
            {
                screen.Inset(2, $"{Screen.Instant(act.At)}  {act.Act} by {Screen.Escape(act.Person)}");
            }

            screen.Plain($"  {RunReport.Shown(release.Path)}");
        }
    }

    private static void Refusals(Screen screen, ExplainDocument run)
    {
        if (run.Refusals.Count == 0)
        {
            return;
        }

        screen.Section("What ended it");
        foreach (var refusal in run.Refusals)
        {
            screen.Line($"[yellow]{Screen.Escape(refusal.Code)}[/] [grey]at {Screen.Escape(refusal.Stage)}[/]  {Screen.Escape(refusal.Message)}");
        }
    }
}
