using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>A table of counts with what its dimensions are made of.</summary>
/// <param name="Dimensions">Its dimensions, in order.</param>
/// <param name="Table">The table.</param>
internal sealed record DimensionedTable(IReadOnlyList<ProjectOutputColumn> Dimensions, JudgedTable Table)
{
    internal static IEnumerable<DimensionedTable> Of(MadeOutput made) =>
        made.Tables.Select(table => new DimensionedTable([.. made.Output.Columns.Where(c => c.Role == "Dimension")], table));
}
