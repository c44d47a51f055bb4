using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Leaves out of a row file the rows that fall into a cell which a table of counts of the same release hides, or of an earlier one of the same extracts: counted, they would tell the hidden number. Where the rows have
/// only some of the table's dimensions, the cells are taken together by those they share.
/// </summary>
internal static class HiddenCells
{
    /// <summary>Marks such rows of judged_rows as CELL_SUPPRESSED.</summary>
    /// <param name="bench">Where the rows are judged.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="rows">The row output.</param>
    /// <param name="tables">The tables beside it.</param>
    internal static void LeaveOut(ReleaseWorkbench bench, ReleaseTerms terms, ProjectOutput rows, IEnumerable<DimensionedTable> tables)
    {
        foreach (var (dimensions, table) in tables)
        {
            var shared = dimensions.Index().Select(d => (d.Index, Column: SameColumn(rows, d.Item))).Where(d => d.Column is not null).ToList();
            if (shared.Count > 0)
            {
                Fill(bench, table, dimensions.Count);
                if (table.Shown.Cells.Any(c => c.Shown is null))
                {
                    shared.ForEach(d => RequireSameValues(bench, rows, d.Column!, table.Counts.Name, Dimension(d.Index)));
                }

                bench.Run(
                    "cell_suppressed_rows",
                    ("shared", string.Join(", ", shared.Select(d => Dimension(d.Index)))),
                    ("minimum", terms.MinimumCell.ToString(CultureInfo.InvariantCulture)),
                    ("same", string.Join(" AND ", shared.Select(d => $"margin.{Dimension(d.Index)} IS NOT DISTINCT FROM CAST(judged_rows.{new SqlName(d.Column!)} AS VARCHAR)"))));
            }
        }
    }

    // Columns of one name mean the same throughout a release; under another name, a column made of the same sources does.
    private static string? SameColumn(ProjectOutput rows, ProjectOutputColumn dimension)
    {
        var columns = rows.Columns.Where(c => c.Role != "Key").ToList();
        return (columns.FirstOrDefault(c => c.Name == dimension.Name)
            ?? columns.FirstOrDefault(c => dimension.Sources.Count > 0 && dimension.Sources.ToHashSet(StringComparer.Ordinal).SetEquals(c.Sources)))?.Name;
    }

    // Rows by postcode beside a table by district, say: they could be counted by district, and what the table hides be read off.
    private static void RequireSameValues(ReleaseWorkbench bench, ProjectOutput rows, string column, string table, string dimension)
    {
        if (bench.Session.Scalar<long>(
            $"SELECT count(*) FROM judged_rows WHERE left_out_because IS NULL AND NOT EXISTS (SELECT 1 FROM judged_cell WHERE judged_cell.{dimension} IS NOT DISTINCT FROM CAST(judged_rows.{new SqlName(column)} AS VARCHAR))",
            bench.CancellationToken) > 0)
        {
            throw new ReleaseRefusal(
                "DISCLOSURE_FAILED",
                $"{rows.Name}.{column} has values by which the table {table} has no cell, so that its hidden cells could be counted from the rows. Give both the same values, over the same people, or leave one of them out.");
        }
    }

    private static string Dimension(int index) => new SqlName(string.Create(CultureInfo.InvariantCulture, $"d{index}")).ToString();

    private static void Fill(ReleaseWorkbench bench, JudgedTable table, int dimensions)
    {
        bench.Execute($"CREATE OR REPLACE TABLE judged_cell (people BIGINT, shown BIGINT{string.Concat(Enumerable.Range(0, dimensions).Select(i => $", {Dimension(i)} VARCHAR"))})");
        using var appender = bench.Session.Connection.CreateAppender("judged_cell");
        foreach (var (cell, shown) in table.Counts.Cells.Zip(table.Shown.Cells))
        {
            var row = appender.CreateRow().AppendValue(cell.Count).AppendValue(shown.Shown);
            foreach (var value in cell.Dimensions)
            {
                row.AppendValue(value);
            }

            row.EndRow();
        }
    }
}
