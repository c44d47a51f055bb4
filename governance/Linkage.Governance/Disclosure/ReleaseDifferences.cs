namespace Linkage.Governance.Disclosure;

/// <summary>
/// Two tables over the same dimensions count two groups (all, and those under 65, say). Where a cell differs by a few people between them,
/// those few are shown by subtraction.
/// </summary>
internal static class ReleaseDifferences
{
    /// <summary>Pairs of cells, each by table and index, whose shown counts differ by fewer people than the minimum.</summary>
    public static IEnumerable<((int Table, int Cell) First, (int Table, int Cell) Second)> Of(IReadOnlyList<ShownTable> tables, int minimumCell)
    {
        foreach (var (second, later) in tables.Index())
        {
            foreach (var (first, earlier) in tables.Index().Take(second).Where(table => table.Item.DimensionNames.SequenceEqual(later.DimensionNames, StringComparer.Ordinal)))
            {
                foreach (var (one, other) in Between(earlier, later, minimumCell))
                {
                    yield return ((first, one), (second, other));
                }
            }
        }
    }

    private static IEnumerable<(int One, int Other)> Between(ShownTable one, ShownTable other, int minimumCell)
    {
        var cells = other.Cells
            .Select((cell, index) => (Key: ReleaseLines.KeyOf(cell.Dimensions), Index: index, cell.Shown))
            .ToDictionary(cell => cell.Key, StringComparer.Ordinal);
        for (var index = 0; index < one.Cells.Count; index++)
        {
            if (one.Cells[index].Shown is { } left
                && cells.TryGetValue(ReleaseLines.KeyOf(one.Cells[index].Dimensions), out var found)
                && found.Shown is { } right
                && left != right
                && Math.Abs(left - right) < minimumCell)
            {
                yield return (index, found.Index);
            }
        }
    }
}
