using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>
/// One row a person under the grant's person key. Rows whose combination of quasi-identifiers fewer than k people share are left out (k-anonymity).
/// </summary>
internal static class RowsOutput
{
    internal static MadeOutput Make(
        ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, ProjectOutput output, IReadOnlyList<(string Name, string Type)> columns)
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

        var quasi = output.Columns.Where(c => IsQuasiIdentifier(request, c)).Select(c => new SqlName(c.Name).ToString()).DefaultIfEmpty("1");
        var table = $"file_{output.Name}";
        bench.Run(
            "pseudonymised_rows",
            ("source", $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}"),
            ("quasi_identifiers", string.Join(", ", quasi)),
            ("k", terms.KAnonymity.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("table", new SqlName(table).ToString()),
            ("columns", string.Join(", ", output.Columns.Select(c => new SqlName(c.Name)))));
        return new MadeOutput(output, table, MadeOutput.PartOf(output.Name, bench.CountByReason("judged_rows")));
    }

    // A value without declared sources may be made of any column that may be output, so it is grouped by like one that identifies.
    private static bool IsQuasiIdentifier(ReleaseRequest request, ProjectOutputColumn column) =>
        column.Role == "Dimension"
        || (column.Role != "Key" && (column.Sources.Count == 0 || column.Sources.Any(source => request.Contracts.Any(contract =>
            contract.Columns.Any(c => c.Classification == Classification.QuasiIdentifier && source == $"{contract.Id}.{c.Name}")))));
}
