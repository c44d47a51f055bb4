namespace Linkage.Governance.Disclosure;

/// <summary>Finds the sums that a reader can write down from the tables of a release.</summary>
internal static class ReleaseLines
{
    /// <summary>The sums within each table (a published total that is not just the sum of the cells shown) and between a finer and a coarser table.</summary>
    public static IEnumerable<ReleaseLine> Of(IReadOnlyList<ShownTable> tables, int roundingBase)
    {
        var isExact = tables.SelectMany(Numbers).Any(number => number % roundingBase != 0);
        for (var fine = 0; fine < tables.Count; fine++)
        {
            if (tables[fine].Total is { } total && total != tables[fine].SumOfShown)
            {
                yield return new ReleaseLine(fine, [.. tables[fine].Cells.Select((cell, index) => (index, cell.Shown))], total, "its total", isExact);
            }

            for (var coarse = 0; coarse < tables.Count; coarse++)
            {
                if (IsCoarser(tables[coarse], tables[fine]))
                {
                    foreach (var line in Between(tables, fine, coarse, isExact))
                    {
                        yield return line;
                    }
                }
            }
        }
    }

    /// <summary>One text for a combination of values, different for different combinations.</summary>
    public static string KeyOf(IEnumerable<string?> dimensions) =>
        string.Concat(dimensions.Select(value => value is null ? "-;" : FormattableString.Invariant($"{value.Length}:{value};")));

    private static IEnumerable<ReleaseLine> Between(IReadOnlyList<ShownTable> tables, int fine, int coarse, bool isExact)
    {
        int[] places = [.. tables[coarse].DimensionNames.Select(name => tables[fine].DimensionNames.ToList().IndexOf(name))];
        var groups = tables[fine].Cells
            .Select((cell, index) => (Key: KeyOf(places.Select(place => cell.Dimensions[place])), Index: index, cell.Shown))
            .ToLookup(cell => cell.Key, StringComparer.Ordinal);
        foreach (var figure in tables[coarse].Cells)
        {
            (int, long?)[] cells = [.. groups[KeyOf(figure.Dimensions)].Select(cell => (cell.Index, cell.Shown))];
            if (cells.Length > 0)
            {
                yield return new ReleaseLine(fine, cells, figure.Shown, tables[coarse].Name, isExact);
            }
        }
    }

    private static bool IsCoarser(ShownTable coarse, ShownTable fine) =>
        coarse.DimensionNames.Count < fine.DimensionNames.Count && coarse.DimensionNames.All(fine.DimensionNames.Contains);

    private static IEnumerable<long> Numbers(ShownTable table) =>
        table.Cells.Select(cell => cell.Shown).Append(table.Total).OfType<long>();
}
