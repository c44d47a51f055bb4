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

/// <summary>The releases of the store by the rule that permitted them.</summary>
internal static class RuleReleases
{
    /// <summary>Those of a rule version, the oldest first.</summary>
    public static IReadOnlyList<RuleRelease> Of(RunStoreContext db, string id, int version) =>
    [
        .. db.Runs.AsNoTracking().Include(run => run.Releases)
            .Where(run => run.State == RunState.Released && run.Decisions.Any(d => d.Point == "Release" && d.Allowed && d.RuleId == id && d.RuleVersion == version))
            .OrderBy(run => run.StartedAt)
            .AsEnumerable()
            .SelectMany(run => run.Releases.Where(release => !release.AlreadyThere).Select(release => new RuleRelease(release.ReleaseId, run.RunId, run.Project, run.FinishedAt ?? run.StartedAt, release.ExpiresAt))),
    ];
}
