using System.Text.RegularExpressions;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>
/// The people of a table with sums: one row a person, with the groups and what the person adds to each sum. The stage groups them itself, so that the largest contribution is
/// what it is and not what a query says.
/// </summary>
internal static partial class SumPeople
{
    /// <summary>Type of the count of people.</summary>
    internal const string CountType = "BIGINT";

    // A million million: sums of as many people as there are fit a whole number of 64 bits, or are refused.
    private const string MostOfAPerson = "1e12";

    /// <summary>The columns a query of such a table gives: the person key, then what people are grouped by and what they add.</summary>
    internal static IReadOnlyList<string> Columns(ProjectOutput output) =>
        [OutputColumns.PersonKey, .. output.Columns.Where(c => c.Role is "Dimension" or "Sum").Select(c => c.Name)];

    /// <summary>Counts the people by group, and keeps what each adds.</summary>
    /// <param name="bench">Where the rows are.</param>
    /// <param name="output">The output.</param>
    /// <param name="people">The table of its people.</param>
    /// <param name="columns">Their columns with types.</param>
    /// <returns>The table of counts.</returns>
    /// <exception cref="ReleaseRefusal">A row is no row of one person, or a value is no amount.</exception>
    internal static string Count(ReleaseWorkbench bench, ProjectOutput output, string people, IReadOnlyList<(string Name, string Type)> columns)
    {
        RequirePeople(bench, output, people);
        foreach (var sum in output.Columns.Where(c => c.Role == "Sum"))
        {
            RequireAmounts(bench, output, people, sum.Name, columns.Single(c => c.Name == sum.Name).Type);
        }

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
    /// <returns>The table: column_name, cell, person_key, amount.</returns>
    internal static string Contributions(ReleaseWorkbench bench, ProjectOutput output, string complete)
    {
        var table = ContributionsOf(output);
        var people = $"{ReleaseWorkbench.Results}.{new SqlName(CohortQueries.TableOf(output))}";
        Run(
            bench,
            "contributions",
            ("table", table),
            ("amounts", string.Join(" UNION ALL ", output.Columns.Where(c => c.Role == "Sum").Select(c =>
                $"SELECT {SqlName.Literal(c.Name)} AS column_name, {OutputColumns.PersonKey}, {string.Concat(Dimensions(output).Select(d => $"{d}, "))}CAST({new SqlName(c.Name)} AS DECIMAL(24, 6)) AS amount_added FROM {people}"))),
            ("cells", complete),
            ("same", string.Join(" AND ", Dimensions(output).Select(d => $"cell.{d} IS NOT DISTINCT FROM person.{d}").DefaultIfEmpty("true"))));
        return table;
    }

    /// <summary>Name of the table of contributions of an output.</summary>
    internal static string ContributionsOf(ProjectOutput output) => new SqlName($"contributions_{output.Name}").ToString();

    /// <summary>Runs a step of this folder.</summary>
    internal static void Run(ReleaseWorkbench bench, string step, params IEnumerable<(string, string)> fragments) =>
        bench.Execute(SqlStep.Load(typeof(SumPeople), step).With(fragments).Text);

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

    private static void RequireAmounts(ReleaseWorkbench bench, ProjectOutput output, string people, string column, string type)
    {
        if (!NumberType().IsMatch(type))
        {
            throw Refusal(output, $"what {column} adds up is of the type {type} and no number. Give a number, or null for who adds nothing.");
        }

        var name = new SqlName(column);
        if (Scalar(bench, $"SELECT count(*) FROM {people} WHERE {name} < 0") > 0)
        {
            throw Refusal(output, $"what {column} adds up is negative for somebody, and sums of what is owed and what is had cannot be protected. Sum one of them, with greatest({column}, 0) say.");
        }

        if (Scalar(bench, $"SELECT count(*) FROM {people} WHERE {name} > {MostOfAPerson}") > 0)
        {
            throw Refusal(output, $"what {column} adds up is for somebody no number, without bound or more than a million million. Correct it, or give null for who adds nothing.");
        }

        // A constant would count people exactly where counts are rounded.
        if (Scalar(bench, $"SELECT count(DISTINCT {name}) FROM {people} WHERE {name} > 0") == 1)
        {
            throw Refusal(output, $"what {column} adds up is the same for everybody, so that the sum counts people without the protection of a count. Count them in a Count column.");
        }
    }

    private static long Scalar(ReleaseWorkbench bench, string sql) => bench.Session.Scalar<long>(sql, bench.CancellationToken);

    private static ReleaseRefusal Refusal(ProjectOutput output, string problem) => new("DISCLOSURE_FAILED", $"{output.Name} has sums, and {problem}");

    [GeneratedRegex(@"^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))\z")]
    private static partial Regex NumberType();
}
