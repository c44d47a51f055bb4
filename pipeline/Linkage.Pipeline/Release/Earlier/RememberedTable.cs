using System.Text.Json.Serialization;
using Linkage.Governance.Disclosure;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Earlier;

/// <summary>A table of counts as it is kept: what was true, and which of it was shown. It lies sealed and never leaves.</summary>
/// <param name="Name">Output and count column.</param>
/// <param name="Dimensions">Its dimensions, with the columns they are made of.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record RememberedTable(string Name, IReadOnlyList<RememberedDimension> Dimensions, IReadOnlyList<RememberedCell> Cells)
{
    /// <summary>The sums of its cells; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RememberedSum>? Sums { get; init; }

    internal static IEnumerable<RememberedTable> Of(MadeOutput made) => made.Tables.Select(table => new RememberedTable(
        table.Counts.Name,
        [.. made.Output.Columns.Where(c => c.Role == "Dimension").Select(c => new RememberedDimension(c.Name, c.Sources))],
        [.. table.Counts.Cells.Zip(table.Shown.Cells, (cell, shown) => new RememberedCell(cell.Dimensions, cell.Count, shown.Shown is not null))])
    {
        Sums = made.Sums.Count == 0 ? null : [.. made.Sums.Select(sum => new RememberedSum(sum.Name, sum.Column.Sources, sum.Definition, [.. sum.Cells.Select(c => c.Shown is not null)]))],
    });

    internal EarlierTable ToEarlier() => new(Counts(), [.. Cells.Select(c => c.IsShown)]);

    /// <summary>The table with what it hides, for rows beside it.</summary>
    internal DimensionedTable ToDimensioned() => new(
        [.. Dimensions.Select(d => new ProjectOutputColumn(d.Name, "Dimension", d.Sources))],
        new JudgedTable(Counts(), new ShownTable(Name, [.. Dimensions.Select(d => d.Name)], [.. Cells.Select(c => new ShownCell(c.Values, c.IsShown ? c.Count : null))], null)));

    private CountTable Counts() => new(Name, [.. Dimensions.Select(d => d.Name)], [.. Cells.Select(c => new TableCell(c.Values, c.Count))]);
}

/// <summary>A dimension of a kept table.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Sources">The columns it is made of.</param>
internal sealed record RememberedDimension(string Name, IReadOnlyList<string> Sources);

/// <summary>A cell of a kept table.</summary>
/// <param name="Values">Values of the dimensions.</param>
/// <param name="Count">The true count; people.</param>
/// <param name="IsShown">Whether it was shown.</param>
internal sealed record RememberedCell(IReadOnlyList<string?> Values, long Count, bool IsShown);
