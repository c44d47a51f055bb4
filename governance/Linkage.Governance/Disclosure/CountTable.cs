namespace Linkage.Governance.Disclosure;

/// <summary>A table of counts before disclosure control. It must not leave the process.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="DimensionNames">Names of its dimensions; none for a single figure such as a city total.</param>
/// <param name="Cells">Its cells, one for each combination of values.</param>
public sealed record CountTable(string Name, IReadOnlyList<string> DimensionNames, IReadOnlyList<TableCell> Cells);
