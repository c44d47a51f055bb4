namespace Linkage.Governance.Disclosure;

/// <summary>
/// One sum that a reader of a release can write down: some cells of one table add up to a figure that is also published.
/// </summary>
/// <param name="Table">Index of the table whose cells are added.</param>
/// <param name="Cells">Those cells, by index, as they are shown; one at least.</param>
/// <param name="Figure">The figure they add up to; null when it is suppressed itself.</param>
/// <param name="Source">Where the figure stands, for a message.</param>
/// <param name="IsExact">Whether some number of the sum is not rounded, so that all are taken as exact.</param>
internal sealed record ReleaseLine(int Table, IReadOnlyList<(int Index, long? Shown)> Cells, long? Figure, string Source, bool IsExact)
{
    /// <summary>
    /// Whether the sum narrows down a suppressed number further than its mark does. The mark says "fewer than the minimum, or hidden to
    /// protect another"; so each number from nought to one below the minimum must stay possible.
    /// </summary>
    public bool Exposes(Rounding rounding)
    {
        var hidden = Cells.Count(cell => cell.Shown is null);
        if (Figure is not { } figure)
        {
            return hidden == 0;
        }

        if (hidden == 0)
        {
            return false;
        }

        var (low, high) = Behind(figure, rounding);
        foreach (var shown in Cells.Select(cell => cell.Shown).OfType<long>())
        {
            var (least, most) = Behind(shown, rounding);
            low -= most;
            high -= Math.Max(least, Math.Min(rounding.MinimumCell, most));
        }

        return high < rounding.MinimumCell - 1 || (hidden == 1 && low > 0);
    }

    /// <summary>The cell to suppress beside the others: the smallest one shown; null when none is left.</summary>
    public (int Table, int Cell)? Widest(IReadOnlyList<CountTable> tables)
    {
        var shown = Cells.Where(cell => cell.Shown is not null)
            .OrderBy(cell => tables[Table].Cells[cell.Index].Count)
            .ThenBy(cell => ReleaseLines.KeyOf(tables[Table].Cells[cell.Index].Dimensions), StringComparer.Ordinal)
            .ToArray();
        return shown.Length == 0 ? null : (Table, shown[0].Index);
    }

    private (long Low, long High) Behind(long shown, Rounding rounding) => IsExact ? (shown, shown) : rounding.Behind(shown);
}
