using Linkage.Governance.Decisions;
using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.SelfAttack;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>explain --json</c> prints; <c>schemas/formats/explain-output.schema.json</c>.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Project">The project's id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Instant">The instant it was decided at.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; absent while it runs or after a crash.</param>
/// <param name="FaultId">The fault record it left.</param>
/// <param name="Summary">What happened and why, a sentence each.</param>
/// <param name="Asked">What was asked; absent when it is not known any more.</param>
/// <param name="Decisions">Every decision, in order.</param>
/// <param name="Stages">Its stages, in order.</param>
/// <param name="Links">How records were linked.</param>
/// <param name="Releases">What left, and to whom.</param>
/// <param name="Refusals">Why it was refused, or what ended it.</param>
internal sealed record ExplainDocument(
    string Run,
    string Project,
    RunState State,
    DateTimeOffset Instant,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? FaultId,
    IReadOnlyList<string> Summary,
    ExplainDocument.AskedPart? Asked,
    IReadOnlyList<ExplainDocument.DecisionPart> Decisions,
    IReadOnlyList<ExplainDocument.StagePart> Stages,
    LinkSummary? Links,
    IReadOnlyList<ExplainDocument.ReleasePart> Releases,
    IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Shapes a run for printing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="asked">What it asked for, or null.</param>
    /// <param name="workspace">Full path of its workspace.</param>
    /// <param name="isAtWork">Whether somebody is at work in the workspace now; else a run that never ended crashed.</param>
    /// <param name="releases">The releases of the workspace, with what happened to them since.</param>
    /// <param name="now">The instant expiry is judged at.</param>
    public static ExplainDocument Of(RecordedRun run, AskedRequest? asked, string workspace, bool isAtWork, IReadOnlyList<StoredRelease> releases, DateTimeOffset now)
    {
        var row = run.Row;
        var document = new ExplainDocument(
            row.RunId,
            row.Project,
            row.State == RunState.Running && !isAtWork ? RunState.Crashed : row.State,
            row.Instant,
            row.StartedAt,
            row.FinishedAt,
            row.FaultId,
            [],
            asked is null ? null : AskedPart.Of(asked),
            [.. run.Decisions.Select(decision => new DecisionPart(decision.Point, DecideDocument.Of(decision.Decision), decision.Decision.Basis))],
            [.. run.Stages.Select(StagePart.Of)],
            run.Links,
            [.. row.Releases.Select(release => ReleasePart.Of(release, ReleaseContent.Of(release, workspace, row.Project), releases.FirstOrDefault(one => one.Id == release.ReleaseId), now))],
            run.Refusals);
        return document with { Summary = ExplainSummary.Of(document) };
    }

    /// <summary>What was asked.</summary>
    /// <param name="Title">The project's title.</param>
    /// <param name="Purpose">Purpose code.</param>
    /// <param name="Controller">Party id of the controller.</param>
    /// <param name="Requester">Who asked.</param>
    /// <param name="Datasets">Datasets with their columns.</param>
    /// <param name="Joins">Pairs to be joined.</param>
    /// <param name="Outputs">Outputs.</param>
    /// <param name="SuppressionLists">Lists whose people are left out.</param>
    /// <param name="Team">The team that is to receive it.</param>
    /// <param name="Environment">Where the team reads it.</param>
    /// <param name="Channel">Channel of an outreach.</param>
    internal sealed record AskedPart(
        string Title,
        string Purpose,
        string Controller,
        string Requester,
        IReadOnlyList<AskedDataset> Datasets,
        IReadOnlyList<RequestedJoin> Joins,
        IReadOnlyList<AskedOutput> Outputs,
        IReadOnlyList<string> SuppressionLists,
        string Team,
        string Environment,
        string? Channel)
    {
        /// <summary>Shapes a request.</summary>
        public static AskedPart Of(AskedRequest asked) => new(
            asked.Title,
            asked.Request.Purpose,
            asked.Request.Controller,
            asked.Request.Requester,
            [.. asked.Request.Datasets.Select(dataset => new AskedDataset(
                dataset.Id,
                asked.OnlyWherePermitted.Contains(dataset.Id),
                dataset.Columns.ToDictionary(column => column.Name, column => column.Uses)))],
            asked.Request.Joins,
            [.. asked.Request.Outputs.Select(output => new AskedOutput(output.Name, output.Kind, output.Granularity, [.. output.Columns.Select(column => column.Name)]))],
            asked.Request.SuppressionLists,
            asked.Request.RecipientTeam,
            asked.Request.RecipientEnvironment,
            asked.Request.Channel);
    }

    /// <summary>A dataset as it was asked for.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="OnlyWherePermitted">It was asked for only where a rule permits it.</param>
    /// <param name="Columns">Columns with the uses asked for.</param>
    internal sealed record AskedDataset(string Id, bool OnlyWherePermitted, IReadOnlyDictionary<string, IReadOnlyList<string>> Columns);

    /// <summary>An output as it was asked for.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Outreach, PseudonymisedRows or Aggregate.</param>
    /// <param name="Granularity">What one row stands for.</param>
    /// <param name="Columns">Its columns.</param>
    internal sealed record AskedOutput(string Name, string Kind, string Granularity, IReadOnlyList<string> Columns);

    /// <summary>A decision.</summary>
    /// <param name="Point">Start, Link or Release.</param>
    /// <param name="Decision">The decision with every check and its clause.</param>
    /// <param name="Basis">What a permission rests on; absent when denied.</param>
    internal sealed record DecisionPart(string Point, DecideDocument Decision, DecisionBasis? Basis);

    /// <summary>A stage.</summary>
    /// <param name="Name">Extract, Pseudonymise, Link, Gate or Release.</param>
    /// <param name="Finished">False when the run ended within it; then there are no counts.</param>
    /// <param name="In">Rows offered.</param>
    /// <param name="Kept">Rows passed on.</param>
    /// <param name="LeftOut">Rows not passed on, by reason.</param>
    /// <param name="Warned">What it warned of, by reason.</param>
    /// <param name="Parts">The same by dataset or output.</param>
    /// <param name="SelfAttack">What the run tried against its own pseudonyms; absent where nobody did.</param>
    internal sealed record StagePart(
        string Name, bool Finished, long In, long Kept, IReadOnlyList<ReasonCount> LeftOut, IReadOnlyList<ReasonCount> Warned, IReadOnlyList<RowPart> Parts, AttackReport? SelfAttack)
    {
        /// <summary>Shapes a stage.</summary>
        public static StagePart Of(RecordedStage stage) => stage.Report is not { } report
            ? new StagePart(stage.Name, false, 0, 0, [], [], [], null)
            : new StagePart(
                stage.Name,
                true,
                report.In,
                report.Kept,
                ReasonCount.Of(report.RejectedByReason),
                ReasonCount.Of(report.WarnedByReason),
                [.. report.Parts.Select(part => new RowPart(part.Name, part.In, part.Kept, ReasonCount.Of(part.RejectedByReason), ReasonCount.Of(part.WarnedByReason)))],
                report.SelfAttack);
    }

    /// <summary>Rows of a dataset or output within a stage.</summary>
    /// <param name="Name">Dataset id or output name.</param>
    /// <param name="In">Rows offered.</param>
    /// <param name="Kept">Rows passed on.</param>
    /// <param name="LeftOut">Rows not passed on, by reason.</param>
    /// <param name="Warned">What it warned of, by reason.</param>
    internal sealed record RowPart(string Name, long In, long Kept, IReadOnlyList<ReasonCount> LeftOut, IReadOnlyList<ReasonCount> Warned);

    /// <summary>How often a reason held.</summary>
    /// <param name="Code">Reason code.</param>
    /// <param name="Meaning">In plain English.</param>
    /// <param name="Rows">How many rows, or for a warning how many times.</param>
    internal sealed record ReasonCount(string Code, string Meaning, long Rows)
    {
        /// <summary>Shapes counts by reason, the most first.</summary>
        public static IReadOnlyList<ReasonCount> Of(IReadOnlyDictionary<string, long> counts) =>
            [.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => new ReasonCount(count.Key, RowReasons.Meaning(count.Key), count.Value))];
    }

    /// <summary>A release.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Path">Its folder.</param>
    /// <param name="StatementDigest">SHA-256 of the signed statement as it was recorded.</param>
    /// <param name="Statement">Whether that statement is still there.</param>
    /// <param name="Rows">Rows in all its files, as recorded.</param>
    /// <param name="Files">Its data files, by the statement.</param>
    /// <param name="Purpose">Purpose code, by the statement.</param>
    /// <param name="Team">The team it is for, by the statement.</param>
    /// <param name="Environment">Where the team reads it, by the statement.</param>
    /// <param name="Channel">Channel of an outreach, by the statement.</param>
    /// <param name="ExpiresAt">When the recipient must have destroyed it.</param>
    /// <param name="Expired">That time has passed.</param>
    /// <param name="AlreadyThere">The same release was there before this run.</param>
    /// <param name="State">Where it stands; absent where the store does not know.</param>
    /// <param name="Acts">What happened to it since: collected, withdrawn, attested.</param>
    internal sealed record ReleasePart(
        string Id,
        string Path,
        string StatementDigest,
        StatementState Statement,
        long Rows,
        IReadOnlyList<ReleaseContent.DataFile> Files,
        string? Purpose,
        string? Team,
        string? Environment,
        string? Channel,
        DateTimeOffset? ExpiresAt,
        bool Expired,
        bool AlreadyThere,
        ReleaseState? State,
        IReadOnlyList<ListedAct> Acts)
    {
        /// <summary>Shapes a release.</summary>
        public static ReleasePart Of(ReleaseRow row, ReleaseContent content, StoredRelease? stored, DateTimeOffset now) => new(
            row.ReleaseId,
            content.Path,
            row.StatementDigest,
            content.State,
            row.RowCount,
            content.Files,
            content.Purpose,
            content.Team,
            content.Environment,
            content.Channel,
            row.ExpiresAt,
            row.ExpiresAt is { } end && end <= now,
            row.AlreadyThere,
            stored?.StateAt(now),
            [.. (stored?.Acts ?? []).Select(ListedAct.Of)]);
    }
}
