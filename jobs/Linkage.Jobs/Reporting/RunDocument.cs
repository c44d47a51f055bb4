using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.SelfAttack;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>run --json</c> prints; <c>schemas/formats/run-output.schema.json</c>.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Project">The project's id.</param>
/// <param name="Instant">The instant it was decided at.</param>
/// <param name="Outcome">Released or Refused.</param>
/// <param name="Stages">The stages that ran, in order.</param>
/// <param name="Sources">The file each dataset was read from.</param>
/// <param name="Decisions">Every decision, in order.</param>
/// <param name="Releases">What was released.</param>
/// <param name="Refusals">Why it was refused.</param>
/// <param name="Links">Links by key.</param>
internal sealed record RunDocument(
    string Run,
    string Project,
    DateTimeOffset Instant,
    RunOutcomeKind Outcome,
    IReadOnlyList<RunDocument.Stage> Stages,
    IReadOnlyList<SourceRead> Sources,
    IReadOnlyList<DecisionDocument> Decisions,
    IReadOnlyList<RunDocument.Release> Releases,
    IReadOnlyList<Refusal> Refusals,
    LinkSummary? Links)
{
    /// <summary>Shapes an outcome for printing.</summary>
    public static RunDocument Of(RunOutcome outcome) => new(
        outcome.Run,
        outcome.Project,
        outcome.Instant,
        outcome.Outcome,
        outcome.Stages.Select(Stage.Of).ToList(),
        outcome.Sources,
        outcome.Decisions.Select(d => DecisionDocument.Of(d.Point, d.Decision)).ToList(),
        outcome.Releases.Select(Release.Of).ToList(),
        outcome.Refusals,
        outcome.Links);

    /// <summary>One stage.</summary>
    /// <param name="Name">Extract, Pseudonymise, Link, Gate or Release.</param>
    /// <param name="In">Rows offered.</param>
    /// <param name="Kept">Rows passed on.</param>
    /// <param name="Rejected">Rows not passed on.</param>
    /// <param name="RejectedByReason">The same by reason code.</param>
    /// <param name="WarnedByReason">Rows kept with a warning, by reason code.</param>
    /// <param name="Seconds">Wall time.</param>
    /// <param name="PeakMib">Peak resident memory in MiB.</param>
    /// <param name="Reused">Every output was there already.</param>
    /// <param name="Parts">The same counts by dataset or output.</param>
    /// <param name="SelfAttack">What the run tried against its own pseudonyms; absent where nobody did.</param>
    /// <param name="Completeness">How each delivery stands beside the one before it; absent where none was compared.</param>
    internal sealed record Stage(
        string Name,
        long In,
        long Kept,
        long Rejected,
        IReadOnlyDictionary<string, long> RejectedByReason,
        IReadOnlyDictionary<string, long> WarnedByReason,
        double Seconds,
        double PeakMib,
        bool Reused,
        IReadOnlyList<StagePart> Parts,
        AttackReport? SelfAttack,
        IReadOnlyList<CompletenessReport>? Completeness)
    {
        /// <summary>Shapes a stage report for printing.</summary>
        public static Stage Of(StageReport s) => new(
            s.Name, s.In, s.Kept, s.Rejected, s.RejectedByReason, s.WarnedByReason, Math.Round(s.Seconds, 3), Math.Round(s.PeakMib, 1), s.Reused, s.Parts, s.SelfAttack, s.Completeness);
    }

    /// <summary>One release.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Path">Folder of the bundle.</param>
    /// <param name="StatementDigest">SHA-256 of the signed statement.</param>
    /// <param name="Expires">From when on it may not be used.</param>
    /// <param name="AlreadyPublished">It was there before this run.</param>
    /// <param name="Files">Its data files.</param>
    internal sealed record Release(string Id, string Path, string StatementDigest, DateTimeOffset? Expires, bool AlreadyPublished, IReadOnlyList<ReleasedFile> Files)
    {
        /// <summary>Shapes a bundle for printing.</summary>
        public static Release Of(ReleasedBundle r) => new(r.Id, r.Path, r.StatementDigest, r.Expires, r.AlreadyPublished, r.Files);
    }
}
