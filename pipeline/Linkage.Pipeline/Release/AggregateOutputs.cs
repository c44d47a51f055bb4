using Linkage.Governance.Disclosure;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Counts by dimension. All tables of a release are protected together and with those of earlier releases, so that none gives another away; a suppressed count is NULL in the file,
/// whatever the reason, and the published total is the sum of the counts shown.
/// </summary>
internal static class AggregateOutputs
{
    // A table for people to read. More cells than this are rows in disguise, and the protection of one cell by another takes too long.
    private const int MostCells = 20_000;

    internal static IReadOnlyList<MadeOutput> Make(
        ReleaseWorkbench bench,
        ReleaseTerms terms,
        IReadOnlyList<ProjectOutput> outputs,
        IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> columns,
        IReadOnlyDictionary<string, string> extracts,
        EarlierReleases earlier)
    {
        if (outputs.Count == 0)
        {
            return [];
        }

        if (terms.MinimumCell < 1 || terms.RoundingBase < 1)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", "The rule sets no minimum cell and rounding base, which counts need.");
        }

        var tables = outputs.SelectMany(output => Read(bench, output, columns[output.Name])).ToList();
        ControlledTables controlled;
        try
        {
            if (DisclosureControl.CrossedTables([.. tables.Select(t => t.Counts)]) is { Count: > 0 } crossed)
            {
                throw new ReleaseRefusal(
                    "DISCLOSURE_FAILED",
                    $"The tables {string.Join(", ", crossed)} cross each other in a ring, and together tell more than can be hidden. Leave one out, or add a table by all of their dimensions.");
            }

            if (DisclosureControl.CrossedTables([.. tables.Select(t => t.Counts)], extracts, earlier.Tables) is { Count: > 0 } across)
            {
                throw new ReleaseRefusal(
                    "DISCLOSURE_FAILED",
                    $"The tables {string.Join(", ", across)}, some of them of earlier releases, cross each other in a ring, and together tell more than can be hidden. Leave out the new one, or add a table by all of their dimensions.");
            }

            controlled = DisclosureControl.Apply([.. tables.Select(t => t.Counts)], terms.MinimumCell, terms.RoundingBase, extracts, earlier.Tables);
        }
        catch (ArgumentException)
        {
            throw new ReleaseRefusal(
                "DISCLOSURE_FAILED",
                "A table of counts repeats a cell or holds a negative count. Group by all of its dimensions and count people.");
        }

        return [.. outputs.Select(output => Write(bench, output, [.. tables.Select((t, i) => (t, controlled.Shown[i], controlled.HiddenForEarlier[i])).Where(p => p.t.Output == output)], earlier.NotTested))];
    }

    private static IEnumerable<SourceTable> Read(ReleaseWorkbench bench, ProjectOutput output, IReadOnlyList<(string Name, string Type)> columns)
    {
        OutputColumns.Require(output, [.. output.Columns.Select(c => c.Name)], columns);
        if (output.Columns.Any(c => c.Role is not ("Dimension" or "Count")) || output.Columns.All(c => c.Role != "Count"))
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{output.Name}: a table of counts has dimension and count columns and no others.");
        }

        var (source, added) = EmptyCells.Add(bench, output, MostCells);
        var dimensions = output.Columns.Where(c => c.Role == "Dimension").Select(c => c.Name).ToList();
        foreach (var count in output.Columns.Where(c => c.Role == "Count").Select(c => c.Name))
        {
            var type = columns.Single(c => c.Name == count).Type;
            if (!type.EndsWith("INT", StringComparison.Ordinal) && type != "INTEGER" && type != "UINTEGER")
            {
                throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{output.Name}: the count {count} is not a whole number.");
            }

            var texts = string.Concat(dimensions.Select(d => $", CAST({new SqlName(d)} AS VARCHAR)"));
            var cells = bench.Session.Query(
                $"SELECT CAST(rowid AS BIGINT), coalesce(CAST({new SqlName(count)} AS BIGINT), -1){texts} FROM {source} ORDER BY rowid",
                row => (
                    RowId: row.GetInt64(0),
                    Cell: new TableCell([.. dimensions.Select((_, i) => row.IsDBNull(i + 2) ? null : row.GetString(i + 2))], row.GetInt64(1))),
                bench.CancellationToken);
            yield return new SourceTable(
                output, count, source, added, [.. cells.Select(c => c.RowId)], new CountTable($"{output.Name}.{count}", dimensions, [.. cells.Select(c => c.Cell)]));
        }
    }

    private static MadeOutput Write(ReleaseWorkbench bench, ProjectOutput output, IReadOnlyList<(SourceTable Source, ShownTable Shown, int HiddenForEarlier)> tables, int notTested)
    {
        var table = $"file_{output.Name}";
        bench.Execute("CREATE OR REPLACE TABLE shown_counts (column_name VARCHAR, row_in_query BIGINT, shown BIGINT)");
        using (var appender = bench.Session.Connection.CreateAppender("shown_counts"))
        {
            foreach (var (source, shown, _) in tables)
            {
                for (var i = 0; i < shown.Cells.Count; i++)
                {
                    appender.CreateRow().AppendValue(source.Count).AppendValue(source.RowIds[i]).AppendValue(shown.Cells[i].Shown).EndRow();
                }
            }
        }

        var columns = output.Columns.Select(c => c.Role == "Count"
            ? $"(SELECT shown FROM shown_counts WHERE column_name = {SqlName.Literal(c.Name)} AND row_in_query = source.rowid) AS {new SqlName(c.Name)}"
            : $"source.{new SqlName(c.Name)}");
        bench.Run(
            "aggregate_file",
            ("table", new SqlName(table).ToString()),
            ("columns", string.Join(", ", columns)),
            ("source", tables[0].Source.Table));
        var rows = tables.Max(t => t.Shown.Cells.Count);
        var made = new MadeOutput(output, table, MadeOutput.PartOf(output.Name, [(null, rows)]))
        {
            Tables = [.. tables.Select(t => new JudgedTable(t.Source.Counts, t.Shown) { HiddenForEarlier = t.HiddenForEarlier })],
            Totals = new SortedDictionary<string, long>(
                tables.Where(t => t.Shown.Total is not null).ToDictionary(t => t.Source.Count, t => t.Shown.Total!.Value), StringComparer.Ordinal),
        };
        (string Reason, long Cells)[] warned =
        [
            ("EARLIER_RELEASES_NOT_TESTED", notTested),
            ("EMPTY_CELLS_ADDED", tables[0].Source.Added),
            ("HIDDEN_FOR_EARLIER_RELEASES", tables.Sum(t => t.HiddenForEarlier)),
            ("SUPPRESSED_CELLS", tables.Sum(t => t.Shown.Suppressed)),
        ];
        return made with { Part = made.Part with { WarnedByReason = warned.Where(w => w.Cells > 0).ToDictionary(w => w.Reason, w => w.Cells) } };
    }

    private sealed record SourceTable(ProjectOutput Output, string Count, string Table, long Added, IReadOnlyList<long> RowIds, CountTable Counts);
}
