using Linkage.Governance.Disclosure;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Sums;

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
        ReleaseRequest request,
        EarlierReleases earlier)
    {
        SumOutputs.Require(request.Project.Outputs, terms);
        if (outputs.Count == 0)
        {
            return [];
        }

        if (terms.MinimumCell < 1 || terms.RoundingBase < 1)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", "The rule sets no minimum cell and rounding base, which counts need.");
        }

        var extracts = ReleaseMemory.ExtractsOf(request);
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

        return [.. outputs.Select(output =>
        {
            var own = tables.Select((t, i) => (t, controlled.Shown[i], controlled.HiddenForEarlier[i])).Where(p => p.t.Output == output).ToList();
            var sums = SumOutputs.IsOf(output) ? SumOutputs.Judge(bench, terms, request, output, own[0].t.Table, own[0].Item2, earlier) : [];
            return Write(bench, output, own, sums, earlier.NotTested);
        })];
    }

    private static IEnumerable<SourceTable> Read(ReleaseWorkbench bench, ProjectOutput output, IReadOnlyList<(string Name, string Type)> columns)
    {
        OutputColumns.Require(output, SumOutputs.QueryColumns(output), columns);
        if (output.Columns.Any(c => c.Role is not ("Dimension" or "Count" or "Sum" or "Ratio")) || output.Columns.All(c => c.Role != "Count"))
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{output.Name}: a table of counts has dimension and count columns, sums and ratios, and no others.");
        }

        var result = $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}";
        var (source, added) = EmptyCells.Add(bench, output, SumOutputs.IsOf(output) ? SumPeople.Count(bench, output, result) : result, MostCells);
        var dimensions = output.Columns.Where(c => c.Role == "Dimension").Select(c => c.Name).ToList();
        foreach (var count in output.Columns.Where(c => c.Role == "Count").Select(c => c.Name))
        {
            var type = columns.FirstOrDefault(c => c.Name == count).Type ?? SumPeople.CountType;
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

    private static MadeOutput Write(ReleaseWorkbench bench, ProjectOutput output, IReadOnlyList<(SourceTable Source, ShownTable Shown, int HiddenForEarlier)> tables, IReadOnlyList<JudgedSum> sums, int notTested)
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

            foreach (var sum in sums)
            {
                for (var i = 0; i < sum.Cells.Count; i++)
                {
                    appender.CreateRow().AppendValue(sum.Column.Name).AppendValue(tables[0].Source.RowIds[i]).AppendValue(sum.Cells[i].Shown).EndRow();
                }
            }
        }

        ShownRatios.Fill(bench, output, tables[0].Source.RowIds, [.. tables.Select(t => (t.Source.Count, (IReadOnlyList<long?>)[.. t.Shown.Cells.Select(c => c.Shown)])), .. sums.Select(s => (s.Column.Name, (IReadOnlyList<long?>)[.. s.Cells.Select(c => c.Shown)]))]);
        var columns = output.Columns.Select(c => c.Role switch
        {
            "Count" or "Sum" => $"(SELECT shown FROM shown_counts WHERE column_name = {SqlName.Literal(c.Name)} AND row_in_query = source.rowid) AS {new SqlName(c.Name)}",
            "Ratio" => $"(SELECT CAST(shown AS {ShownRatios.Type}) FROM {ShownRatios.Table} WHERE column_name = {SqlName.Literal(c.Name)} AND row_in_query = source.rowid) AS {new SqlName(c.Name)}",
            _ => $"source.{new SqlName(c.Name)}",
        });
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
                tables.Where(t => t.Shown.Total is not null).Select(t => (Name: t.Source.Count, Total: t.Shown.Total!.Value))
                    .Concat(sums.Where(s => s.Total is not null).Select(s => (s.Column.Name, Total: s.Total!.Value)))
                    .ToDictionary(t => t.Name, t => t.Total), StringComparer.Ordinal),
            Sums = sums,
        };
        (string Reason, long Cells)[] warned =
        [
            ("EARLIER_RELEASES_NOT_TESTED", notTested),
            ("EMPTY_CELLS_ADDED", tables[0].Source.Added),
            ("HIDDEN_FOR_EARLIER_RELEASES", tables.Sum(t => t.HiddenForEarlier)),
            ("SUMS_DOMINATED", sums.Sum(s => s.Hidden(SumVerdict.Dominated))),
            ("SUMS_HIDDEN_FOR_EARLIER_RELEASES", sums.Sum(s => s.Hidden(SumVerdict.HiddenForEarlier))),
            ("SUMS_OF_FEW", sums.Sum(s => s.Hidden(SumVerdict.OfFew))),
            ("SUMS_OF_HIDDEN_COUNTS", sums.Sum(s => s.Hidden(SumVerdict.CountHidden))),
            ("SUPPRESSED_CELLS", tables.Sum(t => t.Shown.Suppressed)),
        ];
        return made with { Part = made.Part with { WarnedByReason = warned.Where(w => w.Cells > 0).ToDictionary(w => w.Reason, w => w.Cells) } };
    }

    private sealed record SourceTable(ProjectOutput Output, string Count, string Table, long Added, IReadOnlyList<long> RowIds, CountTable Counts);
}
