using System.Globalization;
using Linkage.Governance.Disclosure;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>Ratios of figures as they are shown. They tell nothing that those do not.</summary>
internal static class ShownRatios
{
    /// <summary>Where they stand: column_name, row_in_query, shown (a decimal number as text, or NULL).</summary>
    internal const string Table = "shown_ratios";

    /// <summary>Their type in the file.</summary>
    internal const string Type = "DECIMAL(24, 4)";

    /// <summary>Fills the table for an output.</summary>
    /// <param name="bench">Where it is made.</param>
    /// <param name="output">The output.</param>
    /// <param name="rowIds">The row of each cell.</param>
    /// <param name="figures">Every count and sum of the output, cell by cell, as shown.</param>
    internal static void Fill(ReleaseWorkbench bench, ProjectOutput output, IReadOnlyList<long> rowIds, IReadOnlyList<(string Name, IReadOnlyList<long?> Shown)> figures)
    {
        bench.Execute($"CREATE OR REPLACE TABLE {Table} (column_name VARCHAR, row_in_query BIGINT, shown VARCHAR)");
        using var appender = bench.Session.Connection.CreateAppender(Table);
        foreach (var ratio in output.Columns.Where(c => c.Role == "Ratio"))
        {
            var (numerator, denominator) = (Of(ratio.Numerator), Of(ratio.Denominator));
            for (var i = 0; i < rowIds.Count; i++)
            {
                appender.CreateRow().AppendValue(ratio.Name).AppendValue(rowIds[i])
                    .AppendValue(SumControl.Ratio(numerator[i], denominator[i])?.ToString(CultureInfo.InvariantCulture)).EndRow();
            }
        }

        IReadOnlyList<long?> Of(string? name) => figures.Single(f => f.Name == name).Shown;
    }
}
