using Linkage.Governance.Releases;
using Linkage.Governance.Scenarios;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Reporting;

/// <summary>A run told in sentences: what was asked, what the gate said at each point, what became of the rows, what left.</summary>
internal static class ExplainSummary
{
    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Of(ExplainDocument run) =>
    [
        $"{run.Project}{(run.Asked is { } asked ? $" ({asked.Title})" : string.Empty)} was run as at {Screen.Instant(run.Instant)}; {Ending(run)}",
        .. run.Decisions.Select((decision, place) => Decided(run, decision, place)),
        .. Rows(run),
        .. run.Releases.SelectMany(Left),
        .. run.Releases.Count == 0 ? new[] { "Nothing left." } : [],
    ];

    private static string Ending(ExplainDocument run) => run.State switch
    {
        RunState.Released => "it ended with a release.",
        RunState.Refused => $"it was refused at {(run.Refusals is [var first, ..] ? first.Stage : "Start")}: {Codes(run.Refusals.Select(refusal => refusal.Code))}.",
        RunState.Failed => $"it ended by a fault{(run.FaultId is { } id ? $" ({id})" : string.Empty)}: {Codes(run.Refusals.Select(refusal => refusal.Code))}.",
        RunState.Cancelled => "it was interrupted by its user.",
        RunState.Running => "it is still at work.",
        _ => "its process ended without a word.",
    };

    private static string Decided(ExplainDocument run, ExplainDocument.DecisionPart part, int place)
    {
        var decision = part.Decision;
        var isNarrowed = place > 0 && part.Point == "Start" && run.Decisions[place - 1] is { Point: "Start", Decision.Outcome: ScenarioOutcome.Deny };
        if (decision.Outcome == ScenarioOutcome.Allow)
        {
            return $"At {part.Point} the gate allowed {(isNarrowed ? $"it without {LeftOut(run)}" : "it")} by {decision.Rule} v{decision.Version}.";
        }

        var clauses = decision.Reasons.Select(reason => $"{reason.Code} ({reason.Clause})").Distinct(StringComparer.Ordinal);
        return $"At {part.Point} the gate refused {(place == 0 ? "what was asked" : "it")}: {string.Join(", ", clauses)}; {(decision.Rule is { } rule ? $"{rule} v{decision.Version} came nearest" : "no rule names its data")}.";
    }

    private static string LeftOut(ExplainDocument run) =>
        run.Asked is { } asked ? string.Join(" and ", asked.Datasets.Where(dataset => dataset.OnlyWherePermitted).Select(dataset => dataset.Id)) : "the datasets that were asked for only where permitted";

    private static IEnumerable<string> Rows(ExplainDocument run)
    {
        if (run.Stages.FirstOrDefault(stage => stage is { Name: "Extract", Finished: true }) is { } read)
        {
            yield return $"{Screen.Plural(read.In, "row")} were read from {Screen.Plural(read.Parts.Count, "source")}; {Screen.Count(read.In - read.Kept)} did not meet their contract and went no further.";
        }

        if (run.Links is { } links)
        {
            yield return $"{Screen.Plural(links.Records, "record")} were found to be {Screen.Plural(links.Persons, "person")}, by {Screen.Plural(links.LinksByKey.Values.Sum(), "link")}.";
        }

        if (run.Stages.Select(stage => stage.SelfAttack).FirstOrDefault(attack => attack is not null) is { } attack)
        {
            yield return $"Before the release it was attacked without the key, with {Screen.Count(attack.Guesses)} guesses at {Screen.Plural(attack.Columns, "column")}; nothing was found.";
        }

        if (run.Stages.FirstOrDefault(stage => stage is { Name: "Release", Finished: true }) is { } release)
        {
            yield return release.LeftOut.Count == 0
                ? $"All {Screen.Plural(release.In, "row")} of the outputs were kept."
                : $"Of {Screen.Plural(release.In, "row")} of the outputs {Screen.Count(release.Kept)} were kept; left out: {string.Join("; ", release.LeftOut.Select(reason => $"{Screen.Count(reason.Rows)} because {reason.Meaning}"))}.";
        }

        if (run.Stages.FirstOrDefault(stage => !stage.Finished) is { } open)
        {
            yield return $"It ended within {open.Name}; nothing half-made of that is visible.";
        }
    }

    private static IEnumerable<string> Left(ExplainDocument.ReleasePart release)
    {
        if (release.Acts.FirstOrDefault(act => act.Act == ReleaseActKind.Withdrawn) is { } withdrawn)
        {
            yield return $"The release was taken back by {withdrawn.Person} on {Screen.Instant(withdrawn.At)}; every copy has to be destroyed.";
        }

        var until = release.ExpiresAt is { } end ? $", to be destroyed by {Screen.Instant(end)}{(release.Expired ? ", which has passed" : string.Empty)}" : string.Empty;
        yield return release.Team is { } team
            ? $"{Screen.Plural(release.Rows, "row")} left for {team} in {release.Environment}{(release.Channel is { } channel ? $", to be reached by {channel}" : string.Empty)}{until}{(release.AlreadyThere ? "; the same release was there before" : string.Empty)}."
            : $"{Screen.Plural(release.Rows, "row")} left{until}. To whom is not known here: the statement of {release.Id} is {(release.Statement == StatementState.Changed ? "another than was recorded" : "not there any more")}.";
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(", ", codes.Distinct(StringComparer.Ordinal));
}
