using System.Text.Json;

namespace Linkage.Pipeline.Run;

/// <summary>What a project released before an instant, as its run records tell. A run repeated at the same instant sees the same past.</summary>
/// <param name="Id">The newest release before the instant, or null.</param>
/// <param name="Count">Runs that released before the instant.</param>
/// <param name="RuleHash">Hash of the rule the newest release was made under, or null.</param>
/// <param name="Rows">Rows that the newest release read, by dataset and list.</param>
internal sealed record PreviousRelease(string? Id, int Count, string? RuleHash, IReadOnlyDictionary<string, long> Rows)
{
    private static readonly PreviousRelease None = new(null, 0, null, new Dictionary<string, long>());

    /// <summary>Reads the run records of a workspace.</summary>
    public static PreviousRelease Before(RunEnvironment environment, string project, DateTimeOffset instant)
    {
        if (!Directory.Exists(environment.Runs))
        {
            return None;
        }

        var earlier = Directory.EnumerateFiles(environment.Runs, "run.json", SearchOption.AllDirectories)
            .Select(p => JsonSerializer.Deserialize<RunHead>(File.ReadAllBytes(p), RunRecord.Json)!)
            .Where(r => r.Project == project && r.Outcome == RunOutcomeKind.Released && r.Instant < instant)
            .OrderBy(r => r.Instant).ThenBy(r => r.Run, StringComparer.Ordinal)
            .ToList();
        return earlier.Count == 0
            ? None
            : new PreviousRelease(
                earlier[^1].Releases[^1].Id,
                earlier.Select(r => r.Instant).Distinct().Count(),
                earlier[^1].Decisions[^1].Decision.RuleHash,
                earlier[^1].Stages[0].Parts.ToDictionary(p => p.Name, p => p.Kept, StringComparer.Ordinal));
    }

    private sealed record RunHead(
        string Run,
        string Project,
        DateTimeOffset Instant,
        RunOutcomeKind Outcome,
        IReadOnlyList<StageHead> Stages,
        IReadOnlyList<DecisionHead> Decisions,
        IReadOnlyList<ReleaseHead> Releases);

    private sealed record StageHead(IReadOnlyList<PartHead> Parts);

    private sealed record PartHead(string Name, long Kept);

    private sealed record DecisionHead(RuleHead Decision);

    private sealed record RuleHead(string? RuleHash);

    private sealed record ReleaseHead(string Id);
}
