namespace Linkage.Governance.Disclosure;

/// <summary>A table as it may be published.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="DimensionNames">Names of its dimensions.</param>
/// <param name="Cells">Its cells, in the order they were given.</param>
/// <param name="Total">The total, or null when none is published. A protected table's total is the sum of the cells shown and tells nothing about the others.</param>
public sealed record ShownTable(string Name, IReadOnlyList<string> DimensionNames, IReadOnlyList<ShownCell> Cells, long? Total)
{
    /// <summary>Sum of the cells shown.</summary>
    public long SumOfShown => Cells.Sum(cell => cell.Shown ?? 0);

    /// <summary>How many cells are suppressed.</summary>
    public int Suppressed => Cells.Count(cell => cell.Shown is null);
}
