using Linkage.Jobs.Reporting;
using Linkage.Synthetic;

namespace Linkage.Jobs.Commands;

/// <summary>Makes a synthetic council and shows how far it has come.</summary>
internal static class Synthesis
{
    private const string Part = "Synthetic council";

    /// <summary>Makes it. Long work, on a thread of its own.</summary>
    /// <exception cref="SyntheticOptionsException">An option is out of range, or the folder holds something already.</exception>
    public static async Task<SyntheticSummary> MakeAsync(SyntheticOptions options, ProgressView progress, CancellationToken cancellationToken)
    {
        progress.Begin(Part);
        var summary = await Task.Run(
            () => SyntheticCouncil.Generate(options, new Watcher(progress), cancellationToken), cancellationToken).ConfigureAwait(false);
        progress.End(Part, $"{Screen.Count(summary.People)} people, {summary.Files.Count} files");
        return summary;
    }

    /// <summary>Passes progress on at once and in order, which <see cref="Progress{T}"/> does not.</summary>
    private sealed class Watcher(ProgressView progress) : IProgress<SyntheticProgress>
    {
        private readonly Lock _lock = new();

        public void Report(SyntheticProgress value)
        {
            lock (_lock)
            {
                progress.Move(Part, value.Step, (double)value.Done / Math.Max(1, value.Total));
            }
        }
    }
}
