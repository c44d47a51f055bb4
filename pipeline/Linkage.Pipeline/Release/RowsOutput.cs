using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Generalise;

namespace Linkage.Pipeline.Release;

/// <summary>
/// One row a person under the grant's person key. Rows whose combination of quasi-identifiers fewer than k people share are left out (k-anonymity),
/// after dates and columns with a ladder were made coarser, and so are groups that share a value too (l-diversity), rows of cells that a table beside them hides, and people of whom too few are new.
/// </summary>
internal static class RowsOutput
{
    internal static MadeOutput Make(
        ReleaseWorkbench bench,
        ReleaseRequest request,
        ReleaseTerms terms,
        ProjectOutput output,
        IReadOnlyList<(string Name, string Type)> columns,
        IReadOnlyList<MadeOutput> tables,
        EarlierReleases earlier)
    {
        if (output.Columns.Count(c => c.Role == "Key" && c.Name == OutputColumns.PersonKey) != 1 || output.Columns.Any(c => c.Role == "Contact"))
        {
            throw new ReleaseRefusal("OUTPUT_COLUMNS_DIFFER", $"{output.Name}: pseudonymised rows have one key column, person_key, and no contact column.");
        }

        OutputColumns.Require(output, [.. output.Columns.Select(c => c.Name)], columns);
        if (terms.KAnonymity < 2)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{output.Name}: the rule sets no k of 2 or more for rows under a person key.");
        }

        bool Groups(ProjectOutputColumn column) => IsQuasiIdentifier(request, column);
        var planned = PlannedColumn.Of(terms, output, columns, Groups, earlier.StepsUnder(terms.RuleId));
        bench.Run("rows_of_people", ("source", $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}"));
        HiddenCells.LeaveOut(bench, terms, output, [.. tables.SelectMany(DimensionedTable.Of), .. earlier.TablesOf(ReleaseMemory.ExtractsOf(request))]);
        AsInTheFile(bench, [.. columns.Where(c => planned.All(p => p.Column.Name != c.Name))]);
        FewNewcomers.Prepare(bench, earlier);

        // Newcomers who are few now are fewer later: no column need be made coarser for them. Why each of them is left out in the end is judged below.
        FewNewcomers.LeaveOut(bench, terms);
        var generalised = RowsGeneralisation.Make(bench, terms, output, planned, Groups);
        FewNewcomers.PutBack(bench);

        var quasi = string.Join(", ", output.Columns.Where(c => IsQuasiIdentifier(request, c)).Select(c => new SqlName(c.Name).ToString()).DefaultIfEmpty("1"));
        var values = output.Columns.Where(c => c.Role != "Key" && !IsQuasiIdentifier(request, c)).Select(c => Homogeneous(c, quasi)).DefaultIfEmpty("false");
        var table = $"file_{output.Name}";

        // Who is left out thins the groups of the others, and what thins the groups leaves fewer newcomers.
        do
        {
            bench.Run(
                "pseudonymised_rows",
                ("quasi_identifiers", quasi),
                ("k", terms.KAnonymity.ToString(CultureInfo.InvariantCulture)),
                ("homogeneous", string.Join(" OR ", values)),
                ("table", new SqlName(table).ToString()),
                ("columns", string.Join(", ", output.Columns.Select(c => new SqlName(c.Name)))));
        }
        while (FewNewcomers.LeaveOut(bench, terms) > 0);

        FreeText.Refuse(bench, table, output, output.Columns.Zip(columns, (c, actual) => (Column: c, actual.Type)).Where(c => c.Type == "VARCHAR" && c.Column.Role != "Key" && !Groups(c.Column)).Select(c => c.Column.Name));
        var part = MadeOutput.PartOf(output.Name, bench.CountByReason("judged_rows"));
        (string Reason, long People)[] warned = [("FEW_PEOPLE_LEFT", FewNewcomers.Leavers(bench, terms)), ("EARLIER_RELEASES_NOT_TESTED", earlier.NotTested), .. generalised.Warnings(bench, table)];
        return new MadeOutput(output, table, part with { WarnedByReason = warned.Where(w => w.People > 0).ToDictionary(w => w.Reason, w => w.People) })
        {
            Generalisation = generalised.ReportOf(bench, table),
        };
    }

    // Parquet has no whole number as large and keeps the nearest double. Two values that become one there must not be taken for two here.
    private static void AsInTheFile(ReleaseWorkbench bench, IReadOnlyList<(string Name, string Type)> columns)
    {
        foreach (var (name, _) in columns.Where(c => c.Type == "HUGEINT"))
        {
            bench.Execute($"ALTER TABLE judged_rows ALTER {new SqlName(name)} SET DATA TYPE DOUBLE");
        }
    }

    // An unknown value tells nothing of anybody, so a group of unknown values alone stays; beside a known one it does not hide it.
    private static string Homogeneous(ProjectOutputColumn value, string quasi) => string.Create(
        CultureInfo.InvariantCulture,
        $"count(DISTINCT {new SqlName(value.Name)}) FILTER (WHERE left_out_because IS NULL) OVER (PARTITION BY {quasi}) BETWEEN 1 AND {ReleaseTerms.LDiversity - 1}");

    // A value without declared sources may be made of any column that may be output, so it is grouped by like one that identifies.
    private static bool IsQuasiIdentifier(ReleaseRequest request, ProjectOutputColumn column) =>
        column.Role == "Dimension"
        || (column.Role != "Key" && (column.Sources.Count == 0 || column.Sources.Any(source => request.Contracts.Any(contract =>
            contract.Columns.Any(c => c.Classification == Classification.QuasiIdentifier && source == $"{contract.Id}.{c.Name}")))));
}
