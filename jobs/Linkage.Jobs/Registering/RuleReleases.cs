using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Registering;

/// <summary>A release that was made under a rule version.</summary>
/// <param name="Release">Its id.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Project">The project.</param>
/// <param name="ReleasedAt">When.</param>
/// <param name="ExpiresAt">Until when it may be kept; null when the store does not say.</param>
internal sealed record RuleRelease(string Release, string Run, string Project, DateTimeOffset ReleasedAt, DateTimeOffset? ExpiresAt);

/// <summary>The releases of the store by the rule that permitted them, or that permitted what they were made of.</summary>
internal static class RuleReleases
{
    private const string Point = "Release";

    /// <summary>Those that were made under a rule version, or of a dataset that was; the oldest first.</summary>
    public static IReadOnlyList<RuleRelease> Of(RunStoreContext db, string id, int version) =>
    [
        .. db.Runs.AsNoTracking().Include(run => run.Releases)
            .Include(run => run.Decisions.Where(d => d.Point == Point && d.Allowed))
            .Where(run => run.State == RunState.Released && run.Decisions.Any(d => d.Point == Point && d.Allowed && ((d.RuleId == id && d.RuleVersion == version) || d.Decision.Contains(id))))
            .OrderBy(run => run.StartedAt)
            .AsEnumerable()
            .Where(run => run.Decisions.Exists(d => (d.RuleId == id && d.RuleVersion == version) || Inherits(d, id, version)))
            .SelectMany(run => run.Releases.Where(release => !release.AlreadyThere).Select(release => new RuleRelease(release.ReleaseId, run.RunId, run.Project, run.FinishedAt ?? run.StartedAt, release.ExpiresAt))),
    ];

    private static bool Inherits(DecisionRow row, string id, int version) =>
        JsonSerializer.Deserialize<Decision>(row.Decision, JsonOutput.Options)!.Inherits.Any(inherited => inherited.RuleId == id && inherited.RuleVersion == version);
}
