using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Publishing.Dpia;

/// <summary>What the runs of one workspace under one rule version came to, in counts.</summary>
/// <param name="Runs">The runs, oldest first.</param>
internal sealed record RunsUnderRule(IReadOnlyList<RecordedRun> Runs)
{
    /// <summary>The runs of a workspace in which a rule version decided anything.</summary>
    public static RunsUnderRule Of(string workspace, Rule rule) => new(
        [.. RecordedRuns.All(workspace).Where(run => run.WasUnder(rule.Id, rule.Version)).OrderBy(run => run.Row.StartedAt).ThenBy(run => run.Row.RunId, StringComparer.Ordinal)]);

    /// <summary>Counts and a line a run.</summary>
    public IReadOnlyList<Block> Blocks => Runs.Count == 0
        ? [new Paragraph("No run was made under this version in the workspace that was looked at.")]
        :
        [
            new Facts("Runs under this version in the workspace that was looked at",
            [
                new Fact("Runs", Number(Runs.Count)),
                new Fact("Ended with a release", Number(Runs.Count(run => run.Row.State == RunState.Released))),
                new Fact("Refused", Number(Runs.Count(run => run.Row.State == RunState.Refused))),
                new Fact("Ended otherwise", Number(Runs.Count(run => run.Row.State is not (RunState.Released or RunState.Refused)))),
                new Fact("Why runs were refused", Reasons),
                new Fact("People left out of releases, or rows hidden, by reason", LeftOut),
            ]),
            new Grid(
                "Each run",
                ["Run", "Project", "State", ">Records linked", ">Persons found", ">Releases", ">Rows released"],
                [.. Runs.Select(run => (IReadOnlyList<string>)
                [
                    run.Row.RunId,
                    run.Row.Project,
                    run.Row.State.ToString(),
                    run.Links is { } links ? Number(links.Records) : "-",
                    run.Links is { } found ? Number(found.Persons) : "-",
                    Number(run.Row.Releases.Count),
                    Number(run.Row.Releases.Sum(release => release.RowCount)),
                ])]),
        ];

    private IReadOnlyList<string> Reasons =>
        [.. Counted(Runs.Where(run => run.Row.State == RunState.Refused).SelectMany(run => run.Refusals.Select(refusal => $"{refusal.Code} at {refusal.Stage}").Distinct(StringComparer.Ordinal)))];

    private IReadOnlyList<string> LeftOut =>
    [
        .. Runs.SelectMany(run => run.Stages)
            .Where(stage => stage is { Name: "Release", Report: not null })
            .SelectMany(stage => stage.Report!.RejectedByReason)
            .GroupBy(reason => reason.Key, reason => reason.Value)
            .OrderBy(reason => reason.Key, StringComparer.Ordinal)
            .Select(reason => $"{reason.Key}: {Number(reason.Sum())} ({RowReasons.Meaning(reason.Key)})"),
    ];

    private static IEnumerable<string> Counted(IEnumerable<string> texts) =>
        texts.GroupBy(text => text, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => $"{same.Key}: {Screen.Plural(same.Count(), "run")}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
