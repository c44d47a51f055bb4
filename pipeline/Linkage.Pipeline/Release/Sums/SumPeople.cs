using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>
/// The people of a table with sums. The query says who they are and how they are grouped, one row a person, and nothing of what they have: that is read from the one column that a sum
/// declares, added up over the person's own rows. So no query can put a total, a maximum or a constant in the place of a person's amount.
/// </summary>
internal static partial class SumPeople
{
    /// <summary>Type of the count of people.</summary>
    internal const string CountType = "BIGINT";

    // A million million: sums of as many people as there are fit a whole number of 64 bits, or are refused.
    private const string MostOfAPerson = "1e12";

    /// <summary>The columns a query of such a table gives: the person key, then what people are grouped by.</summary>
    internal static IReadOnlyList<string> Columns(ProjectOutput output) =>
        [OutputColumns.PersonKey, .. output.Columns.Where(c => c.Role == "Dimension").Select(c => c.Name)];

    /// <summary>Counts the people by group.</summary>
    /// <param name="bench">Where the rows are.</param>
    /// <param name="output">The output.</param>
    /// <param name="people">The table of its people.</param>
    /// <returns>The table of counts.</returns>
    /// <exception cref="ReleaseRefusal">A row is no row of one person.</exception>
    internal static string Count(ReleaseWorkbench bench, ProjectOutput output, string people)
    {
        RequirePeople(bench, output, people);
        var table = new SqlName($"people_{output.Name}").ToString();
        Run(
            bench,
            "people_by_group",
            ("table", table),
            ("people", people),
            ("dimensions", string.Concat(Dimensions(output).Select(d => $"{d}, "))),
            ("count", new SqlName(output.Columns.Single(c => c.Role == "Count").Name).ToString()));
        return table;
    }

    /// <summary>Keeps what each person adds to each sum, by cell of the complete table.</summary>
    /// <param name="bench">Where the rows are.</param>
    /// <param name="request">The release, for the mounted tables.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="output">The output.</param>
    /// <param name="complete">The table of its cells.</param>
    /// <returns>The table: column_name, cell, person_key, amount.</returns>
    /// <exception cref="ReleaseRefusal">A column may not be summed, or a value is no amount.</exception>
    internal static string Contributions(ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, ProjectOutput output, string complete)
    {
        var table = ContributionsOf(output);
        var people = $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}";
        foreach (var sum in output.Columns.Where(c => c.Role == "Sum"))
        {
            AddUp(bench, request, terms, output, sum, people);
        }

        Run(
            bench,
            "contributions",
            ("table", table),
            ("amounts", string.Join(" UNION ALL ", output.Columns.Where(c => c.Role == "Sum").Select(c =>
                $"SELECT {SqlName.Literal(c.Name)} AS column_name, {OutputColumns.PersonKey}, {string.Concat(Dimensions(output).Select(d => $"{d}, "))}amount_added FROM {people} JOIN {AmountsOf(output, c)} USING ({OutputColumns.PersonKey})"))),
            ("cells", complete),
            ("same", string.Join(" AND ", Dimensions(output).Select(d => $"cell.{d} IS NOT DISTINCT FROM person.{d}").DefaultIfEmpty("true"))));
        return table;
    }

    /// <summary>Name of the table of contributions of an output.</summary>
    internal static string ContributionsOf(ProjectOutput output) => new SqlName($"contributions_{output.Name}").ToString();

    /// <summary>Runs a step of this folder.</summary>
    internal static void Run(ReleaseWorkbench bench, string step, params IEnumerable<(string, string)> fragments) =>
        bench.Execute(SqlStep.Load(typeof(SumPeople), step).With(fragments).Text);

    private static string AmountsOf(ProjectOutput output, ProjectOutputColumn sum) => new SqlName($"amounts_{output.Name}_{sum.Name}").ToString();

    private static void AddUp(ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, ProjectOutput output, ProjectOutputColumn sum, string people)
    {
        var (dataset, column) = SourceOf(request, terms, output, sum);
        var rows = $"read_parquet({SqlName.File(request.Mounted[dataset])}, hive_partitioning = false)";
        var type = bench.Session.Query($"SELECT column_type FROM (DESCRIBE SELECT {column} FROM {rows})", r => r.GetString(0), bench.CancellationToken)[0];
        if (!NumberType().IsMatch(type))
        {
            throw Refusal(output, $"what {sum.Name} adds up is of the type {type} and no number. Sum a column of amounts.");
        }

        Run(bench, "amounts", ("rows", rows), ("column", column.ToString()), ("people", people));
        RequireAmounts(bench, terms, output, sum.Name);
        bench.Execute($"CREATE OR REPLACE TABLE {AmountsOf(output, sum)} AS SELECT person_key, CAST(amount AS DECIMAL(24, 6)) AS amount_added FROM amounts");
    }

    // Its one declared source, which the grant gives to this very column.
    private static (DatasetId Dataset, SqlName Column) SourceOf(ReleaseRequest request, ReleaseTerms terms, ProjectOutput output, ProjectOutputColumn sum) =>
        sum.Sources is [var source]
        && source.Split('.') is [var dataset, var column]
        && DatasetId.TryParse(dataset, out var id)
        && request.Mounted.ContainsKey(id)
        && terms.PermitsOutput(dataset, column)
        && terms.SourcesOf(output.Name, sum.Name).Contains(source)
            ? (id, new SqlName(column))
            : throw new ReleaseRefusal("COLUMN_NOT_PERMITTED", $"{output.Name}.{sum.Name} is not the sum of one column that the rule lets out in it. Name that column, alone, as its source.");

    private static IEnumerable<string> Dimensions(ProjectOutput output) => output.Columns.Where(c => c.Role == "Dimension").Select(c => new SqlName(c.Name).ToString());

    private static void RequirePeople(ReleaseWorkbench bench, ProjectOutput output, string people)
    {
        if (Scalar(bench, $"SELECT count(*) FROM {people} WHERE {OutputColumns.PersonKey} IS NULL") > 0)
        {
            throw Refusal(output, "its query gives a row without a person. Leave out the rows where person_key is null.");
        }

        if (Scalar(bench, $"SELECT count(*) - count(DISTINCT {OutputColumns.PersonKey}) FROM {people}") > 0)
        {
            throw Refusal(output, "its query gives a person twice. Group by person_key, and give one value of each dimension to a person.");
        }
    }

    private static void RequireAmounts(ReleaseWorkbench bench, ReleaseTerms terms, ProjectOutput output, string column)
    {
        if (Scalar(bench, "SELECT count(*) FROM amounts WHERE least < 0") > 0)
        {
            throw Refusal(output, $"what {column} adds up is negative for somebody, and sums of what is owed and what is had cannot be protected. Leave those people out of its query, or have the source give the two in two columns.");
        }

        if (Scalar(bench, $"SELECT count(*) FROM amounts WHERE NOT amount <= {MostOfAPerson}") > 0)
        {
            throw Refusal(output, $"what {column} adds up is for somebody no number, without bound or more than a million million. Have the source corrected, or leave those people out of its query.");
        }

        // A code, a flag or a small number of things counts people, exactly, where counts are rounded and small ones hidden.
        if (Scalar(bench, "SELECT count(DISTINCT amount) FROM amounts WHERE amount > 0") is > 0 and var different && different < terms.MinimumCell)
        {
            throw Refusal(output, string.Create(
                CultureInfo.InvariantCulture, $"what {column} adds up has fewer than {terms.MinimumCell} different values, so that the sum counts people without the protection of a count. Count them in a Count column."));
        }
    }

    private static long Scalar(ReleaseWorkbench bench, string sql) => bench.Session.Scalar<long>(sql, bench.CancellationToken);

    private static ReleaseRefusal Refusal(ProjectOutput output, string problem) => new("DISCLOSURE_FAILED", $"{output.Name} has sums, and {problem}");

    [GeneratedRegex(@"^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))\z")]
    private static partial Regex NumberType();
}
