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
    public static IReadOnlyList<string> CrossedTables(IReadOnlyList<CountTable> tables) => CrossedTables(tables, new Dictionary<string, string>(), []);

    /// <summary>As <see cref="CrossedTables(IReadOnlyList{CountTable})"/>, for rings that tables of the release make with those of earlier ones.</summary>
    /// <param name="tables">Every table of the release.</param>
    /// <param name="extracts">Dataset to the digest of the extract the people are counted in.</param>
    /// <param name="earlier">The releases to protect against.</param>
    public static IReadOnlyList<string> CrossedTables(IReadOnlyList<CountTable> tables, IReadOnlyDictionary<string, string> extracts, IReadOnlyList<EarlierRelease> earlier)
    {
        var rounding = new Rounding(1, 1);
        KnownTable[] known = [.. tables.Select(table => KnownTable.New(table, rounding, extracts)), .. EarlierTables.Of(earlier, extracts)];
        var ring = new CountSystem(known).Ring;
        return ring.Any(table => known[table].IsNew) ? [.. ring.Select(table => known[table].Counts.Name)] : [];
    }

    /// <summary>Protects all tables of one release together, so that none gives another away.</summary>
    /// <param name="tables">Every table of the release. Dimensions of the same name mean the same.</param>
    /// <param name="minimumCell">Smallest count shown; people.</param>
    /// <param name="roundingBase">Rounding base, from 1 to the minimum cell; people.</param>
    /// <exception cref="ArgumentException">A table repeats a cell, a count is negative, tables cross in a ring, or the numbers are out of range.</exception>
    public static IReadOnlyList<ShownTable> Apply(IReadOnlyList<CountTable> tables, int minimumCell, int roundingBase)
    {
        return Apply(tables, minimumCell, roundingBase, new Dictionary<string, string>(), []).Shown;
    }

    /// <summary>Protects all tables of one release together, against readers who have the tables of earlier releases too. What those showed stays known; this release hides for them.</summary>
    /// <param name="tables">Every table of the release. Dimensions of the same name mean the same, in earlier releases too.</param>
    /// <param name="minimumCell">Smallest count shown; people.</param>
    /// <param name="roundingBase">Rounding base, from 1 to the minimum cell; people.</param>
    /// <param name="extracts">Dataset to the digest of the extract the people are counted in.</param>
    /// <param name="earlier">The releases to protect against, oldest first. Those that share no dataset do not matter.</param>
    /// <exception cref="ArgumentException">A table repeats a cell, a count is negative, tables cross in a ring, or the numbers are out of range.</exception>
    public static ControlledTables Apply(
        IReadOnlyList<CountTable> tables, int minimumCell, int roundingBase, IReadOnlyDictionary<string, string> extracts, IReadOnlyList<EarlierRelease> earlier)
    {
        var rounding = new Rounding(minimumCell, roundingBase);
        foreach (var table in tables.Concat(earlier.SelectMany(release => release.Tables).Select(table => table.Counts)))
        {
            Check(table);
        }

        // In an order of their own, so that the order in which a query gives its rows decides nothing.
        var order = tables.Select(table => InOrder(table)).ToArray();
        KnownTable[] own = [.. tables.Select((table, index) => KnownTable.New(Ordered(table, order[index]), rounding, extracts))];
        var release = new ReleaseProtection(own, EarlierTables.Of(earlier, extracts), rounding);
        var shown = release.Protect();
        return new ControlledTables([.. shown.Select((table, index) =>
        {
            var cells = new ShownCell[table.Cells.Count];
            for (var cell = 0; cell < cells.Length; cell++)
            {
                cells[order[index][cell]] = table.Cells[cell];
            }

            return table with { Cells = cells };
        })], release.HiddenForEarlier);
    }

    /// <summary>The places of a table's cells in an order that the values decide.</summary>
    internal static int[] InOrder(CountTable table) =>
        [.. Enumerable.Range(0, table.Cells.Count).OrderBy(cell => ReleaseLines.KeyOf(table.Cells[cell].Dimensions), StringComparer.Ordinal)];

    /// <summary>The table with its cells in another order.</summary>
    internal static CountTable Ordered(CountTable table, int[] order) => table with { Cells = [.. order.Select(cell => table.Cells[cell])] };

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
