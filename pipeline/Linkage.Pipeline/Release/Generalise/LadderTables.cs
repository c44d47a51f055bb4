using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>
/// Counts how many people a combination of levels would leave out. The rows are counted once, by the different combinations of their values; what a level makes of a value is a number
/// beside it, so that a node is one sum over the combinations and no text is compared.
/// </summary>
internal sealed class LadderTables
{
    private readonly ReleaseWorkbench _bench;
    private readonly IReadOnlyList<PlannedColumn> _ladders;
    private readonly string _homogeneous;
    private readonly string _k;

    private LadderTables(ReleaseWorkbench bench, IReadOnlyList<PlannedColumn> ladders, string homogeneous, string k) => (_bench, _ladders, _homogeneous, _k) = (bench, ladders, homogeneous, k);

    /// <summary>Makes the tables.</summary>
    /// <param name="bench">Where judged_rows stand, with the columns as the query gave them.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="ladders">Columns with a ladder.</param>
    /// <param name="others">Other columns by which people are grouped.</param>
    /// <param name="values">Columns whose value a group may not share.</param>
    internal static LadderTables Make(ReleaseWorkbench bench, ReleaseTerms terms, IReadOnlyList<PlannedColumn> ladders, IReadOnlyList<string> others, IReadOnlyList<string> values)
    {
        foreach (var (index, ladder) in ladders.Index())
        {
            Run(
                bench,
                "ladder_values",
                ("table", Named("ladder", index)),
                ("column", new SqlName(ladder.Column.Name).ToString()),
                ("levels", string.Join(", ", ladder.Steps.Index().Select(s => $"dense_rank() OVER (ORDER BY {StepSql.Of(s.Item, "value")}) AS {Named("level", s.Index)}"))));
        }

        Run(
            bench,
            "combination",
            ("values", List([.. ladders.Select(l => l.Column.Name), .. others], name => $", {new SqlName(name)}")),
            ("levels", List(ladders.Index(), l => string.Concat(l.Item.Steps.Index().Select(s => $", {Named("ladder", l.Index)}.{Named("level", s.Index)} AS {Level(l.Index, s.Index)}")))),
            ("others", others.Count == 0 ? "0" : $"dense_rank() OVER (ORDER BY {string.Join(", ", others.Select(o => $"counted.{new SqlName(o)}"))})"),
            ("extremes", List(values.Index(), v => $", min({new SqlName(v.Item)}) AS {Named("least", v.Index)}, max({new SqlName(v.Item)}) AS {Named("most", v.Index)}")),
            ("shown_extremes", List(values.Index(), v => $", counted.{Named("least", v.Index)}, counted.{Named("most", v.Index)}")),
            ("joins", List(ladders.Index(), l => $" JOIN {Named("ladder", l.Index)} ON {Named("ladder", l.Index)}.value IS NOT DISTINCT FROM counted.{new SqlName(l.Item.Column.Name)}")));

        // Fewer than two known values: the least is the most. The last word has the step that leaves rows out, which counts them.
        var homogeneous = values.Select((_, index) => $"coalesce(min({Named("least", index)}) = max({Named("most", index)}), false)").DefaultIfEmpty("false");
        return new LadderTables(bench, ladders, string.Join(" OR ", homogeneous), terms.KAnonymity.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>How many people a node would leave out.</summary>
    internal NodeCount CountOf(IReadOnlyList<int> levels)
    {
        var kept = levels.Index().Where(l => _ladders[l.Index].Steps[l.Item] != LadderStep.Any).Select(l => $", {Level(l.Index, l.Item)}");
        var step = SqlStep.Load(typeof(LadderTables), "node_count").With(("k", _k), ("homogeneous", _homogeneous), ("levels", string.Concat(kept)));
        return _bench.Session.Query(step.Text, row => new NodeCount(row.GetInt64(0), row.GetInt64(1)), _bench.CancellationToken)[0];
    }

    private static void Run(ReleaseWorkbench bench, string step, params IEnumerable<(string, string)> fragments) =>
        bench.Execute(SqlStep.Load(typeof(LadderTables), step).With(fragments).Text);

    private static string List<T>(IEnumerable<T> items, Func<T, string> sql) => string.Concat(items.Select(sql));

    private static string Named(string name, int index) => new SqlName(string.Create(CultureInfo.InvariantCulture, $"{name}_{index}")).ToString();

    private static string Level(int column, int level) => new SqlName(string.Create(CultureInfo.InvariantCulture, $"column_{column}_level_{level}")).ToString();
}
