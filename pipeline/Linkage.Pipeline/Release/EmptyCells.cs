using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Adds the cells of nought that a query leaves out: a grouping has no row where there is nobody, so a row that is missing beside one that is hidden would say that there
/// somebody is. Every combination of the values that occur gets a cell; a dimension whose value follows from another's (the ward of a data zone) brings none of its own.
/// </summary>
internal static class EmptyCells
{
    /// <summary>The complete table, with the dimensions and counts of the output, and how many cells were added.</summary>
    /// <param name="bench">Where the table is.</param>
    /// <param name="output">The output.</param>
    /// <param name="source">The table with its counts.</param>
    /// <param name="mostCells">Most cells it may have.</param>
    /// <exception cref="ReleaseRefusal">It would have more cells than a table of counts may have.</exception>
    internal static (string Table, long Added) Add(ReleaseWorkbench bench, ProjectOutput output, string source, int mostCells)
    {
        long Scalar(string sql) => bench.Session.Scalar<long>(sql, bench.CancellationToken);
        var before = Scalar($"SELECT count(*) FROM {source}");
        var dimensions = output.Columns.Where(c => c.Role == "Dimension").Select(c => new SqlName(c.Name).ToString()).ToList();
        var groups = before > mostCells ? [] : Independent(dimensions, (one, other) => Scalar(
            $"SELECT count(*) FROM (SELECT 1 FROM (SELECT DISTINCT {one}, {other} FROM {source}) GROUP BY {one} HAVING count(*) > 1)") == 0);
        var cells = groups.Aggregate(1.0, (product, group) => product * Scalar($"SELECT count(*) FROM (SELECT DISTINCT {string.Join(", ", group)} FROM {source})"));
        if (before > mostCells || cells > mostCells)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", string.Create(
                CultureInfo.InvariantCulture, $"{output.Name}: a table of counts has at most {mostCells} cells, those of nought among them. Group by fewer or coarser dimensions."));
        }

        var table = new SqlName($"complete_{output.Name}").ToString();
        string Combined(int group) => string.Create(CultureInfo.InvariantCulture, $"values_{group}");
        bench.Run(
            "complete_cells",
            ("table", table),
            ("source", source),
            ("columns", string.Join(", ", output.Columns.Where(c => c.Role is "Dimension" or "Count").Select(c => c.Role == "Dimension"
                ? $"{Combined(groups.FindIndex(g => g.Contains(new SqlName(c.Name).ToString())))}.{new SqlName(c.Name)}"
                : $"CASE WHEN is_in_query THEN source.{new SqlName(c.Name)} ELSE 0 END AS {new SqlName(c.Name)}"))),
            ("combinations", groups.Count == 0
                ? "(SELECT 1) AS everybody"
                : string.Join(" CROSS JOIN ", groups.Select((group, index) => $"(SELECT DISTINCT {string.Join(", ", group)} FROM {source}) AS {Combined(index)}"))),
            ("same", string.Join(" AND ", groups.SelectMany((group, index) => group.Select(d => $"{Combined(index)}.{d} IS NOT DISTINCT FROM source.{d}")).DefaultIfEmpty("true"))),
            ("order", "ALL"));
        return (table, Math.Max(0, Scalar($"SELECT count(*) FROM {table}") - before));
    }

    // Dimensions that follow from one another stand together; what follows from the first of its group does not multiply.
    private static List<List<string>> Independent(List<string> dimensions, Func<string, string, bool> follows)
    {
        var groups = new List<List<string>>();
        foreach (var dimension in dimensions)
        {
            if (groups.FirstOrDefault(group => follows(group[0], dimension)) is { } finer)
            {
                finer.Add(dimension);
            }
            else
            {
                var coarser = groups.Where(group => group.TrueForAll(other => follows(dimension, other))).ToList();
                groups.RemoveAll(coarser.Contains);
                groups.Add([dimension, .. coarser.SelectMany(group => group)]);
            }
        }

        return groups;
    }
}
