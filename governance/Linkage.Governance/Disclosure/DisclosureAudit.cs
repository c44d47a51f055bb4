namespace Linkage.Governance.Disclosure;

/// <summary>Reads a release as an outsider would, and says what it gives away. It needs no true count, so it can be run on any published table.</summary>
public static class DisclosureAudit
{
    /// <summary>What is wrong with the tables of one release; empty when nothing is. The messages hold names of tables only, no figure.</summary>
    /// <param name="tables">All tables of the release.</param>
    /// <param name="minimumCell">Smallest count that may be shown; people.</param>
    /// <param name="roundingBase">Rounding base, from 1 to the minimum cell; people.</param>
    /// <exception cref="ArgumentException">The numbers are out of range.</exception>
    public static IReadOnlyList<string> Failures(IReadOnlyList<ShownTable> tables, int minimumCell, int roundingBase)
    {
        var rounding = new Rounding(minimumCell, roundingBase);
        var failures = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            if (table.Cells.Any(cell => cell.Shown < rounding.Nearest(minimumCell) && cell.Shown < minimumCell))
            {
                failures.Add($"{table.Name}: a cell below the minimum is shown.");
            }

            if (table.Cells.Any(cell => cell.Shown is { } shown && !rounding.IsRounded(shown)) || (table.Total is { } total && !rounding.IsRounded(total)))
            {
                failures.Add($"{table.Name}: a number is not rounded.");
            }
        }

        foreach (var line in ReleaseLines.Of(tables, roundingBase).Where(line => line.Exposes(rounding)))
        {
            failures.Add($"{tables[line.Table].Name}: a suppressed cell can be worked out from {line.Source}.");
        }

        foreach (var (first, second) in ReleaseDifferences.Of(tables, minimumCell))
        {
            failures.Add($"{tables[first.Table].Name} and {tables[second.Table].Name}: two cells differ by fewer people than the minimum.");
        }

        return [.. failures];
    }
}
