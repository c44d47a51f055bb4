namespace Linkage.Governance.Disclosure;

/// <summary>
/// Makes tables of counts safe to publish. In this order: a count below the minimum cell is suppressed (nought too, because "nobody" says
/// something about everybody in the group; a count equal to the minimum is shown); where a suppressed cell could be worked out from other
/// figures of the release, the smallest cells shown beside it are suppressed as well, until each number below the minimum is possible for every small one and as many
/// numbers for every other; of two groups that differ by fewer people than the minimum
/// only the larger is shown; what remains is rounded to the nearest multiple of the
/// base, halves upwards; and the total is the sum of the rounded cells shown.
/// </summary>
public static class DisclosureControl
{
    /// <summary>Protects the cells of one table that is released alone.</summary>
    /// <param name="cells">Cells with different dimensions.</param>
    /// <param name="minimumCell">Smallest count shown; people.</param>
    /// <param name="roundingBase">Rounding base, from 1 to the minimum cell; people.</param>
    /// <exception cref="ArgumentException">Two cells have the same dimensions, a count is negative, or the numbers are out of range.</exception>
    public static ShownTable Apply(IReadOnlyList<TableCell> cells, int minimumCell, int roundingBase)
    {
        var width = cells.Count == 0 ? 0 : cells[0].Dimensions.Count;
        string[] names = [.. Enumerable.Range(1, width).Select(index => FormattableString.Invariant($"d{index}"))];
        return Apply([new CountTable("table", names, cells)], minimumCell, roundingBase)[0];
    }

    /// <summary>
    /// Names of tables of the same people that cross each other in a ring, such as ward by age, age by sex and sex by ward; empty when there are none. They cannot be
    /// protected together: leave one out, or release a table by all of their dimensions beside them.
    /// </summary>
    /// <param name="tables">Every table of the release.</param>
    public static IReadOnlyList<string> CrossedTables(IReadOnlyList<CountTable> tables) => [.. new CountSystem(tables).Ring.Select(table => tables[table].Name)];

    /// <summary>Protects all tables of one release together, so that none gives another away.</summary>
    /// <param name="tables">Every table of the release. Dimensions of the same name mean the same.</param>
    /// <param name="minimumCell">Smallest count shown; people.</param>
    /// <param name="roundingBase">Rounding base, from 1 to the minimum cell; people.</param>
    /// <exception cref="ArgumentException">A table repeats a cell, a count is negative, tables cross in a ring, or the numbers are out of range.</exception>
    public static IReadOnlyList<ShownTable> Apply(IReadOnlyList<CountTable> tables, int minimumCell, int roundingBase)
    {
        var rounding = new Rounding(minimumCell, roundingBase);
        foreach (var table in tables)
        {
            Check(table);
        }

        // In an order of their own, so that the order in which a query gives its rows decides nothing.
        var order = tables.Select(table => Enumerable.Range(0, table.Cells.Count).OrderBy(cell => ReleaseLines.KeyOf(table.Cells[cell].Dimensions), StringComparer.Ordinal).ToArray()).ToArray();
        CountTable[] ordered = [.. tables.Select((table, index) => table with { Cells = [.. order[index].Select(cell => table.Cells[cell])] })];
        var shown = Protect(ordered, rounding);
        return [.. shown.Select((table, index) =>
        {
            var cells = new ShownCell[table.Cells.Count];
            for (var cell = 0; cell < cells.Length; cell++)
            {
                cells[order[index][cell]] = table.Cells[cell];
            }

            return table with { Cells = cells };
        })];
    }

    private static ShownTable[] Protect(CountTable[] tables, Rounding rounding)
    {
        var suppression = new SecondarySuppression(tables, rounding);
        while (true)
        {
            suppression.Complete();
            ShownTable[] shown = [.. tables.Select((table, index) => Show(table, cell => suppression.IsHidden(index, cell), rounding))];
            var exposed = ReleaseLines.Of(shown, rounding.Base).Where(line => line.Exposes(rounding)).ToArray();
            var differences = ReleaseDifferences.Of(shown, rounding.MinimumCell).Select(pair => new[] { pair.First, pair.Second }.MinBy(CountOf));
            var further = exposed.Select(line => line.Widest(tables)).OfType<(int Table, int Cell)>().Concat(differences).ToArray();
            if (further.Length == 0)
            {
                return shown;
            }

            foreach (var (table, cell) in further)
            {
                suppression.Hide(table, cell);
            }
        }

        long CountOf((int Table, int Cell) place) => tables[place.Table].Cells[place.Cell].Count;
    }

    private static ShownTable Show(CountTable table, Func<int, bool> isHidden, Rounding rounding)
    {
        ShownCell[] cells = [.. table.Cells.Select((cell, index) => new ShownCell(cell.Dimensions, isHidden(index) ? null : rounding.Nearest(cell.Count)))];
        return new ShownTable(table.Name, table.DimensionNames, cells, cells.Sum(cell => cell.Shown));
    }

    private static void Check(CountTable table)
    {
        if (table.Cells.Any(cell => cell.Dimensions.Count != table.DimensionNames.Count))
        {
            throw new ArgumentException($"A cell of {table.Name} has another number of dimensions than the table.", nameof(table));
        }

        if (table.Cells.Any(cell => cell.Count < 0))
        {
            throw new ArgumentException($"A count of {table.Name} is negative.", nameof(table));
        }

        if (table.Cells.DistinctBy(cell => ReleaseLines.KeyOf(cell.Dimensions)).Count() != table.Cells.Count)
        {
            throw new ArgumentException($"Two cells of {table.Name} have the same dimensions.", nameof(table));
        }
    }
}
