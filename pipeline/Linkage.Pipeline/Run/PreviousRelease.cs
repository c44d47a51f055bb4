using System.Text.Json;

namespace Linkage.Pipeline.Run;

/// <summary>What a project released before an instant, as its run records tell. A run repeated at the same instant sees the same past.</summary>
/// <param name="Id">The newest release before the instant, or null.</param>
/// <param name="Count">Runs that released before the instant.</param>
internal sealed record PreviousRelease(string? Id, int Count)
{
    /// <summary>Reads the run records of a workspace.</summary>
    public static PreviousRelease Before(RunEnvironment environment, string project, DateTimeOffset instant)
    {
        if (!Directory.Exists(environment.Runs))
        {
            return new PreviousRelease(null, 0);
        }

        var earlier = Directory.EnumerateFiles(environment.Runs, "run.json", SearchOption.AllDirectories)
            .Select(p => JsonSerializer.Deserialize<RunHead>(File.ReadAllBytes(p), RunRecord.Json)!)
            .Where(r => r.Project == project && r.Outcome == RunOutcomeKind.Released && r.Instant < instant)
            .OrderBy(r => r.Instant).ThenBy(r => r.Run, StringComparer.Ordinal)
            .ToList();
        return new PreviousRelease(earlier.Count == 0 ? null : earlier[^1].Releases[^1].Id, earlier.Select(r => r.Instant).Distinct().Count());
    }

    private sealed record RunHead(string Run, string Project, DateTimeOffset Instant, RunOutcomeKind Outcome, IReadOnlyList<ReleaseHead> Releases);

    private sealed record ReleaseHead(string Id);
}
