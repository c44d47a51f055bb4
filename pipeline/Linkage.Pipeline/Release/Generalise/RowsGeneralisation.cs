using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Generalise;

/// <summary>
/// Makes the columns of rows coarser: dates at least to what the rule says, and columns with a ladder as far as it takes for few enough people to be left out because of their group.
/// Works on judged_rows before groups are judged; a planned column is text from then on.
/// </summary>
internal sealed class RowsGeneralisation
{
    private readonly IReadOnlyList<(PlannedColumn Planned, int Level)> _levels;
    private readonly ChosenNode? _chosen;
    private readonly int _percent;

    private RowsGeneralisation(IReadOnlyList<(PlannedColumn Planned, int Level)> levels, ChosenNode? chosen, int percent) => (_levels, _chosen, _percent) = (levels, chosen, percent);

    /// <summary>Chooses the levels and makes the columns coarser.</summary>
    /// <param name="bench">Where judged_rows stand.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="output">The output.</param>
    /// <param name="planned">Its planned columns.</param>
    /// <param name="groups">Whether people are grouped by a column.</param>
    /// <exception cref="ReleaseRefusal">There are too many combinations of levels.</exception>
    internal static RowsGeneralisation Make(
        ReleaseWorkbench bench, ReleaseTerms terms, ProjectOutput output, IReadOnlyList<PlannedColumn> planned, Func<ProjectOutputColumn, bool> groups)
    {
        var ladders = planned.Where(p => p.Column.Generalise is not null).ToList();

        // Dates without a ladder first: by what they become, people are grouped.
        Coarsen(bench, [.. planned.Except(ladders).Select(p => (p, p.Least))]);
        var chosen = ladders.Count == 0 ? null : Choose(bench, terms, output, ladders, groups);
        var levels = ladders.Select((ladder, index) => (Planned: ladder, Level: chosen!.Levels[index])).ToList();
        Coarsen(bench, levels);
        return new RowsGeneralisation([.. planned.Select(p => levels.Find(l => l.Planned == p) is { Planned: not null } at ? at : (p, p.Least))], chosen, terms.MaximumSuppressedPercent);
    }

    /// <summary>What was done, counted in the finished table of the output.</summary>
    internal Generalisation ReportOf(ReleaseWorkbench bench, string table) => _levels.Count == 0 ? Generalisation.None : new Generalisation(
        [.. _levels.Select(l => new GivenColumn(l.Planned.Column, l.Planned.Steps[l.Level], l.Level, l.Planned.Height, IsCoarser(l) ? Known(bench, table, [l.Planned.Column]) : 0))], _chosen, _percent);

    /// <summary>Kept rows in which a column with a ladder is coarser than the query gave it, and those in which a date without one is.</summary>
    internal IEnumerable<(string Reason, long Rows)> Warnings(ReleaseWorkbench bench, string table) =>
    [
        ("GENERALISED", Known(bench, table, [.. _levels.Where(l => l.Planned.Column.Generalise is not null && IsCoarser(l)).Select(l => l.Planned.Column)])),
        ("DATES_COARSENED", Known(bench, table, [.. _levels.Where(l => l.Planned.Column.Generalise is null).Select(l => l.Planned.Column)])),
    ];

    private static ChosenNode Choose(ReleaseWorkbench bench, ReleaseTerms terms, ProjectOutput output, List<PlannedColumn> ladders, Func<ProjectOutputColumn, bool> groups)
    {
        List<(int, int)> lattice = [.. ladders.Select(l => (l.Least, l.Height))];
        if (LatticeSearch.SizeOf(lattice) > LatticeSearch.MostNodes)
        {
            throw new ReleaseRefusal(
                "DISCLOSURE_FAILED",
                $"{output.Name}: the ladders of its columns have {LatticeSearch.SizeOf(lattice)} combinations, more than the {LatticeSearch.MostNodes} that are tried. Take steps out of the ladders.");
        }

        var rest = output.Columns.Where(c => c.Role != "Key" && c.Generalise is null).ToLookup(groups, c => c.Name);
        var tables = LadderTables.Make(bench, terms, ladders, [.. rest[true]], [.. rest[false]]);
        var people = bench.Session.Scalar<long>("SELECT count(*) FROM judged_rows WHERE left_out_because IS NULL", bench.CancellationToken);
        return new LatticeSearch(lattice, tables.CountOf).Find(people * terms.MaximumSuppressedPercent / 100);
    }

    private static void Coarsen(ReleaseWorkbench bench, List<(PlannedColumn Planned, int Level)> levels)
    {
        if (levels.Count > 0)
        {
            var columns = levels.Select(l => $"{StepSql.Of(l.Planned.Steps[l.Level], l.Planned.Column.Name)} AS {new SqlName(l.Planned.Column.Name)}");
            bench.Execute(SqlStep.Load(typeof(LadderTables), "coarsened_rows").With(("columns", string.Join(", ", columns))).Text);
        }
    }

    private static bool IsCoarser((PlannedColumn Planned, int Level) at) =>
        at.Planned.Steps[at.Level] is var step && step.Kind != LadderKind.AsItIs && !(at.Planned.IsDay && step == LadderStep.Period("day"));

    private static long Known(ReleaseWorkbench bench, string table, IReadOnlyList<ProjectOutputColumn> columns) => columns.Count == 0 ? 0 : bench.Session.Scalar<long>(
        $"SELECT count(*) FROM {new SqlName(table)} WHERE {string.Join(" OR ", columns.Select(c => $"{new SqlName(c.Name)} IS NOT NULL"))}", bench.CancellationToken);
}
