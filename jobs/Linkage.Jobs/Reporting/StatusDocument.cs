using System.Text.Json;
using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>status --json</c> prints; <c>schemas/formats/status-output.schema.json</c>.</summary>
/// <param name="Workspace">The workspace folder.</param>
/// <param name="Instant">The instant expiry is judged at.</param>
/// <param name="Working">Who is at work in it now; absent when nobody is.</param>
/// <param name="Unfinished">Ids of runs that never ended and that nobody is working on.</param>
/// <param name="Runs">The latest runs, newest first.</param>
internal sealed record StatusDocument(
    string Workspace,
    DateTimeOffset Instant,
    string? Working,
    IReadOnlyList<string> Unfinished,
    IReadOnlyList<StatusDocument.RunStatus> Runs)
{
    /// <summary>Shapes what the store holds. A run that never ended counts as crashed when nobody works in the workspace.</summary>
    public static StatusDocument Of(string workspace, string? holder, IReadOnlyList<RunRow> rows, IReadOnlyList<StoredRelease> releases, DateTimeOffset now)
    {
        var known = releases.ToDictionary(release => release.Id, StringComparer.Ordinal);
        var runs = rows.Select(r => RunStatus.Of(r, holder is not null, known, now)).ToList();
        return new StatusDocument(workspace, now, holder, runs.Where(r => r.State == RunState.Crashed).Select(r => r.Run).ToList(), runs);
    }

    /// <summary>One run.</summary>
    /// <param name="Run">Its id.</param>
    /// <param name="Project">The project's id.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Instant">The instant it was decided at.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="Stages">Its stages.</param>
    /// <param name="Decisions">Its decisions.</param>
    /// <param name="Refusals">Why it was refused, or what ended it.</param>
    /// <param name="Releases">Its releases.</param>
    /// <param name="FaultId">The fault record it left.</param>
    internal sealed record RunStatus(
        string Run,
        string Project,
        RunState State,
        DateTimeOffset Instant,
        DateTimeOffset StartedAt,
        DateTimeOffset? FinishedAt,
        double? Seconds,
        IReadOnlyList<StageStatus> Stages,
        IReadOnlyList<DecisionStatus> Decisions,
        JsonElement Refusals,
        IReadOnlyList<ReleaseStatus> Releases,
        string? FaultId)
    {
        internal static RunStatus Of(RunRow row, bool working, IReadOnlyDictionary<string, StoredRelease> releases, DateTimeOffset now) => new(
            row.RunId,
            row.Project,
            row.State == RunState.Running && !working ? RunState.Crashed : row.State,
            row.Instant,
            row.StartedAt,
            row.FinishedAt,
            row.FinishedAt is { } end ? Math.Round((end - row.StartedAt).TotalSeconds, 3) : null,
            row.Stages.Select(s => new StageStatus(s.Name, s.Finished, s.RowsIn, s.RowsKept, s.RowsRejected, Math.Round(s.Seconds, 3), Math.Round(s.PeakMib, 1))).ToList(),
            row.Decisions.Select(d => new DecisionStatus(d.Point, d.Allowed, d.RuleId, d.RuleVersion, d.ReasonCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList(),
            JsonSerializer.Deserialize<JsonElement>(row.Refusals),
            row.Releases.Select(r => StatusOf(r, releases.GetValueOrDefault(r.ReleaseId), now)).ToList(),
            row.FaultId);

        // Where it lies in this workspace, which may have been moved since it was made.
        private static ReleaseStatus StatusOf(ReleaseRow row, StoredRelease? release, DateTimeOffset now) => new(
            row.ReleaseId,
            release?.Path ?? row.Path,
            row.StatementDigest,
            row.RowCount,
            row.FileCount,
            row.ExpiresAt,
            row.ExpiresAt is { } end && end <= now,
            Directory.Exists(release?.Path ?? row.Path),
            release?.StateAt(now));
    }

    /// <summary>One stage.</summary>
    /// <param name="Name">Extract, Pseudonymise, Link, Gate or Release.</param>
    /// <param name="Finished">False when the run ended or is still within it.</param>
    /// <param name="In">Rows offered.</param>
    /// <param name="Kept">Rows passed on.</param>
    /// <param name="Rejected">Rows not passed on.</param>
    /// <param name="Seconds">Wall time.</param>
    /// <param name="PeakMib">Peak resident memory in MiB.</param>
    internal sealed record StageStatus(string Name, bool Finished, long In, long Kept, long Rejected, double Seconds, double PeakMib);

    /// <summary>One decision.</summary>
    /// <param name="Point">Start, Pseudonymise, Link, Gate or Release.</param>
    /// <param name="Allowed">ALLOW or DENY.</param>
    /// <param name="Rule">Id of the rule.</param>
    /// <param name="Version">Version of the rule.</param>
    /// <param name="Reasons">All reason codes.</param>
    internal sealed record DecisionStatus(string Point, bool Allowed, string? Rule, int? Version, IReadOnlyList<string> Reasons);

    /// <summary>One release.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Path">Folder of the bundle.</param>
    /// <param name="StatementDigest">SHA-256 of the signed statement.</param>
    /// <param name="Rows">Rows in all its files.</param>
    /// <param name="Files">How many data files.</param>
    /// <param name="ExpiresAt">When the recipient must have destroyed it.</param>
    /// <param name="Expired">That time has passed.</param>
    /// <param name="Present">The folder is still there.</param>
    /// <param name="State">Where it stands; absent where the store does not know.</param>
    internal sealed record ReleaseStatus(string Id, string Path, string StatementDigest, long Rows, int Files, DateTimeOffset? ExpiresAt, bool Expired, bool Present, ReleaseState? State);
}
