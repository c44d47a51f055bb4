using Linkage.Matching.Report;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>Rows in, kept and left out, with the reasons, for each stage and each dataset or output in it.</summary>
internal static class RowSection
{
    internal static void Write(Page page, IReadOnlyList<StageReport> stages, GuardedCount counts)
    {
        using (page.Section("rows", "Rows"))
        {
            page.Paragraph($"Rows in are rows kept and rows left out; none is lost in silence. Counts are rounded to the nearest {counts.Base}, each by itself, and one from 1 to {counts.Minimum - 1} is not shown.");
            page.Table(Table("By stage", stages.Select(s => (s.Name, s.In, s.Kept, s.RejectedByReason)), counts, "stage"));
            foreach (var stage in stages.Where(s => s.Parts.Count > 0))
            {
                page.Table(Table(stage.Name, stage.Parts.Select(p => (p.Name, p.In, p.Kept, p.RejectedByReason)), counts, stage.Name == ReleaseStage.Name ? "output" : "dataset"));
            }
        }
    }

    private static DataTable Table(
        string caption, IEnumerable<(string Name, long In, long Kept, IReadOnlyDictionary<string, long> Rejected)> rows, GuardedCount counts, string of) => new(
        caption,
        [of, ">in", ">kept", ">left out", "why"],
        [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, counts.Text(r.In), counts.Text(r.Kept), counts.Text(r.Rejected.Values.Sum()), Why(r.Rejected, counts)])]);

    // By name, not by size: the order must not tell which of two hidden counts is the larger.
    private static string Why(IReadOnlyDictionary<string, long> rejected, GuardedCount counts) =>
        string.Join(", ", rejected.Where(r => r.Value > 0).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {counts.Text(r.Value)}"));
}
