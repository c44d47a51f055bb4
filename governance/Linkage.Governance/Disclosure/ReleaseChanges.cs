namespace Linkage.Governance.Disclosure;

/// <summary>
/// What a reader learns from a figure that was published before and is published again. At one time: two groups that differ by fewer people than the minimum are told apart
/// by subtraction, as in <see cref="ReleaseDifferences"/>. At another time: a few people more or fewer are told where a reader is left with fewer possible differences
/// than half the minimum. Rounding to half the minimum leaves as many, unless sums narrow the figures down.
/// </summary>
internal static class ReleaseChanges
{
    /// <summary>Cells of the release to hide, each by table and index.</summary>
    /// <param name="own">The tables of the release.</param>
    /// <param name="earlier">The tables published before.</param>
    /// <param name="shown">The tables of the release as they would be shown.</param>
    /// <param name="reader">Who has all of these tables, in this order.</param>
    /// <param name="rounding">How the tables of the release are rounded.</param>
    internal static IEnumerable<(int Table, int Cell)> ToHide(IReadOnlyList<KnownTable> own, IReadOnlyList<KnownTable> earlier, IReadOnlyList<ShownTable> shown, SecondarySuppression reader, Rounding rounding)
    {
        if (earlier.Count == 0)
        {
            yield break;
        }

        var margins = new TableMargins([.. own.Concat(earlier).Select(table => table.Counts)]);
        for (var table = 0; table < own.Count; table++)
        {
            for (var other = 0; other < earlier.Count; other++)
            {
                var (before, after) = (earlier[other], own[table]);
                var isOneTime = after.IsOfOneTimeWith(before);
                if (isOneTime && !after.Counts.DimensionNames.SequenceEqual(before.Counts.DimensionNames, StringComparer.Ordinal))
                {
                    continue;
                }

                foreach (var by in new[] { margins.Known(table, own.Count + other), margins.Named(table, own.Count + other) }.DistinctBy(ReleaseLines.KeyOf))
                {
                    var (now, then) = (margins.Groups(table, by), margins.Groups(own.Count + other, by));
                    foreach (var (key, cells) in now)
                    {
                        if (then.TryGetValue(key, out var places)
                            && cells.TrueForAll(cell => shown[table].Cells[cell].Shown is not null)
                            && places.TrueForAll(cell => before.IsShown![cell])
                            && (isOneTime ? AreClose(after, cells, before, places, rounding) : TellsFew((after, table, cells), (before, own.Count + other, places), reader, rounding)))
                        {
                            yield return (table, cells.MinBy(cell => (after.Counts.Cells[cell].Count, cell)));
                        }
                    }
                }
            }
        }
    }

    private static bool AreClose(KnownTable after, List<int> cells, KnownTable before, List<int> places, Rounding rounding)
    {
        var difference = Math.Abs(after.Rounding.Nearest(after.Counts.Cells[cells[0]].Count) - before.Rounding.Nearest(before.Counts.Cells[places[0]].Count));
        return after.Counts.Cells[cells[0]].Count != before.Counts.Cells[places[0]].Count && difference > 0 && difference < rounding.MinimumCell;
    }

    private static bool TellsFew((KnownTable Table, int Index, List<int> Cells) after, (KnownTable Table, int Index, List<int> Cells) before, SecondarySuppression reader, Rounding rounding)
    {
        var change = Math.Abs(PeopleIn(after) - PeopleIn(before));
        return change > 0 && change < rounding.MinimumCell && Width(after, reader) + Width(before, reader) + 1 < (rounding.MinimumCell + 1) / 2;
    }

    private static long PeopleIn((KnownTable Table, int Index, List<int> Cells) figure) => figure.Cells.Sum(cell => figure.Table.Counts.Cells[cell].Count);

    // How far apart the least and the most are that would be shown as the figure is; people. Of one cell all that is known tells, of several their rounding.
    private static long Width((KnownTable Table, int Index, List<int> Cells) figure, SecondarySuppression reader) => figure.Cells.Count == 1
        ? reader.WidthOf(figure.Index, figure.Cells[0])
        : figure.Cells.Sum(cell =>
        {
            var (low, high) = figure.Table.Rounding.Counts(figure.Table.Counts.Cells[cell].Count);
            return high - low;
        });
}
