using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Explaining;

/// <summary>A run as the store recorded it, with what it keeps as JSON read.</summary>
/// <param name="Row">The run itself.</param>
/// <param name="Decisions">Its decisions in order.</param>
/// <param name="Stages">Its stages in order; without a report where the run ended within one.</param>
/// <param name="Links">How records were linked, or null when the run did not come so far.</param>
/// <param name="Refusals">Why it was refused, or what ended it.</param>
internal sealed record RecordedRun(
    RunRow Row, IReadOnlyList<RunDecision> Decisions, IReadOnlyList<RecordedStage> Stages, LinkSummary? Links, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Reads what a row keeps.</summary>
    /// <exception cref="ProblemException">A part of it is not what the program writes.</exception>
    public static RecordedRun Of(RunRow row)
    {
        try
        {
            return new RecordedRun(
                row,
                [.. row.Decisions.Select(Decided)],
                [.. row.Stages.Select(stage => new RecordedStage(stage.Name, stage.Finished ? Read<StageReport>(stage.Report) : null))],
                row.Links is null ? null : Read<LinkSummary>(row.Links),
                Read<List<Refusal>>(row.Refusals));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unreadable(row.RunId);
        }
    }

    /// <summary>Whether a rule version decided any of it.</summary>
    public bool WasUnder(string rule, int version) => Decisions.Any(decision => decision.Decision.RuleId == rule && decision.Decision.RuleVersion == version);

    private static RunDecision Decided(DecisionRow row)
    {
        var decision = Read<Decision>(row.Decision);
        return decision.IsAllowed == row.Allowed && decision.RuleId == row.RuleId && decision.RuleVersion == row.RuleVersion
            ? new RunDecision(row.Point, decision)
            : throw Unreadable(row.RunId);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonOutput.Options) ?? throw new JsonException("Nothing is written there.");

    private static ProblemException Unreadable(string run) => new(new Problem("RUN_UNREADABLE", "What the store holds of a run is not what the program wrote.", ExitCode.Fault)
    {
        Where = run,
        Remedy = "'linkage ledger verify' says what was changed and where.",
    });
}

/// <summary>A stage as the store recorded it.</summary>
/// <param name="Name">Extract, Pseudonymise, Link, Gate or Release.</param>
/// <param name="Report">What it did with its rows, or null when the run ended within it.</param>
internal sealed record RecordedStage(string Name, StageReport? Report);
