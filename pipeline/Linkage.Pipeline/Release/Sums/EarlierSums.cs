using System.Text.Json;
using Linkage.Governance.Disclosure;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Release.Earlier;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>
/// Finds the sums that would tell something beside those of earlier releases. The difference of two sums is a sum of what has changed, and is judged like one. Sums that were
/// made in another way can be combined in more ways than are tested, so nothing is shown beside them.
/// </summary>
internal static class EarlierSums
{
    /// <summary>The cells that must not be shown.</summary>
    internal static IReadOnlySet<int> ToHide(ReleaseWorkbench bench, ReleaseTerms terms, IReadOnlyDictionary<string, string> extracts, OwnSum own, EarlierReleases earlier)
    {
        var hidden = new HashSet<int>();
        foreach (var (release, table, sum) in Related(own, earlier))
        {
            if (sum.Definition != own.Definition || sum.Name != own.Name)
            {
                return Enumerable.Range(0, own.Counts.Cells.Count).ToHashSet();
            }

            var isOfOneTime = release.Extracts.All(e => !extracts.TryGetValue(e.Key, out var digest) || digest == e.Value);
            hidden.UnionWith(Beside(bench, terms, own, earlier.Contributions[release.Release], table, sum, isOfOneTime));
        }

        return hidden;
    }

    // A sum of which nothing was shown tells nothing, but of the same extracts what it hid stays hidden.
    private static IEnumerable<(RememberedRelease Release, RememberedTable Table, RememberedSum Sum)> Related(OwnSum own, EarlierReleases earlier) =>
        from known in earlier.Known
        from table in known.Tables
        from sum in table.Sums ?? []
        where sum.Sources.Intersect(own.Column.Sources, StringComparer.Ordinal).Any()
            && (sum.IsShown.Any(shown => shown) || (sum.Definition == own.Definition && sum.Name == own.Name))
        select (known.Release, table, sum);

    private static IEnumerable<int> Beside(ReleaseWorkbench bench, ReleaseTerms terms, OwnSum own, string path, RememberedTable table, RememberedSum sum, bool isOfOneTime)
    {
        var cells = own.Counts.Cells.Select((cell, i) => (Key: KeyOf(cell.Dimensions), Index: i)).ToDictionary(c => c.Key, c => c.Index, StringComparer.Ordinal);
        int[] now = [.. table.Cells.Select((cell, then) => cells.TryGetValue(KeyOf(cell.Values), out var index) ? index : -1 - then)];
        Fill(bench, now);
        SumPeople.Run(
            bench,
            "changed_contributions",
            ("path", SqlName.File(path)),
            ("earlier_column", SqlName.Literal(sum.Name)),
            ("contributions", own.Contributions),
            ("column", SqlName.Literal(own.Column.Name)));
        var changed = SumOutputs.Figures(bench, terms.Sums!, "SELECT cell, amount, is_certain FROM changed_contributions");
        for (var then = 0; then < now.Length; then++)
        {
            var tells = sum.IsShown[then]
                ? changed.TryGetValue(now[then], out var difference) && SumControl.Judge(difference, terms.Sums!, terms.MinimumCell) != SumVerdict.Shown
                : isOfOneTime;
            if (tells && now[then] >= 0)
            {
                yield return now[then];
            }
        }

        // A cell that was not there then: under another name, of two that were merged, of people who came from elsewhere. Who is new protects, and who moved does not.
        foreach (var (cell, difference) in changed.Where(c => c.Key >= 0 && !now.Contains((int)c.Key)))
        {
            if (SumControl.Judge(difference, terms.Sums!, terms.MinimumCell) != SumVerdict.Shown)
            {
                yield return (int)cell;
            }
        }
    }

    private static void Fill(ReleaseWorkbench bench, int[] now)
    {
        bench.Execute("CREATE OR REPLACE TABLE earlier_cells (cell_then BIGINT, cell BIGINT)");
        using var appender = bench.Session.Connection.CreateAppender("earlier_cells");
        for (var then = 0; then < now.Length; then++)
        {
            appender.CreateRow().AppendValue((long)then).AppendValue((long)now[then]).EndRow();
        }
    }

    private static string KeyOf(IReadOnlyList<string?> values) => JsonSerializer.Serialize(values);
}
