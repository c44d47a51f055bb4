using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Explaining;

/// <summary>The runs that a workspace's store has recorded. Reads and writes nothing else, so a read-only workspace will do.</summary>
internal static class RecordedRuns
{
    /// <summary>The word for the run that began last.</summary>
    public const string Latest = "latest";

    private const int MostNamed = 8;

    /// <summary>Finds a run by its id, by the beginning of one that no other has, or by <see cref="Latest"/>.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="run">What was asked for.</param>
    /// <exception cref="ProblemException">There is no workspace, no such run, or more than one.</exception>
    public static RecordedRun Find(string workspace, string run)
    {
        var rows = Rows(workspace, run == Latest ? 1 : int.MaxValue);
        var found = rows.Where(row => run == Latest || (run.Length > 0 && row.RunId.StartsWith(run, StringComparison.Ordinal))).ToArray();
        return (found.FirstOrDefault(row => row.RunId == run), found) switch
        {
            ({ } whole, _) => RecordedRun.Of(whole),
            (_, [var only]) => RecordedRun.Of(only),
            (_, []) => throw ProblemException.BadConfiguration(
                "UNKNOWN_RUN", run == Latest ? "No run was recorded here yet." : $"There is no run '{run}' in this workspace.", workspace, "'linkage status' lists the latest runs with their ids; --data DIR names another workspace."),
            _ => throw ProblemException.BadConfiguration(
                "AMBIGUOUS_RUN", $"{found.Length} runs begin with '{run}'.", workspace, $"Name one of them: {string.Join(", ", found.Take(MostNamed).Select(row => row.RunId))}{(found.Length > MostNamed ? ", …" : string.Empty)}."),
        };
    }

    /// <summary>Every run, newest first.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <exception cref="ProblemException">There is no workspace.</exception>
    public static IReadOnlyList<RecordedRun> All(string workspace) => [.. Rows(workspace, int.MaxValue).Select(RecordedRun.Of)];

    /// <summary>How often a project had released before an instant, as its rule's limit of runs counts it.</summary>
    public static int ReleasedBefore(string workspace, string project, DateTimeOffset instant) => Rows(workspace, int.MaxValue)
        .Where(row => row.Project == project && row.State == RunState.Released && row.Instant < instant)
        .Select(row => row.Instant)
        .Distinct()
        .Count();

    private static IReadOnlyList<RunRow> Rows(string workspace, int count)
    {
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here yet.", workspace, "Name one with --data DIR.");
        }

        return RunStore.ReadLatest(StoreDatabase.Of(workspace), workspace, count);
    }
}
