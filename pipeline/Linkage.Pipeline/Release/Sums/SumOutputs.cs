using System.Globalization;
using System.Text.Json.Nodes;
using Linkage.Governance.Decisions;
using Linkage.Governance.Disclosure;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>Judges the sums of a table by what people add to them, and by what earlier releases showed of the same values.</summary>
internal static class SumOutputs
{
    /// <summary>Whether an output has sums, so that its query gives one row a person, without what the person has.</summary>
    internal static bool IsOf(ProjectOutput output) => output.Columns.Any(c => c.Role == "Sum");

    /// <summary>The columns the query of a table has to give.</summary>
    internal static IReadOnlyList<string> QueryColumns(ProjectOutput output) =>
        IsOf(output) ? SumPeople.Columns(output) : [.. output.Columns.Where(c => c.Role != "Ratio").Select(c => c.Name)];

    /// <summary>Requires sums and ratios that can be made safe, and thresholds for sums.</summary>
    /// <exception cref="ReleaseRefusal">They cannot, or the rule has none.</exception>
    internal static void Require(IReadOnlyList<ProjectOutput> outputs, ReleaseTerms terms)
    {
        if (terms.Sums is null && outputs.FirstOrDefault(IsOf) is { } sums)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{sums.Name} has sums, and the rule does not say how they are protected. It needs disclosure.sums.");
        }

        if (SumShape.Problems([.. outputs.Select(RequestBuilder.Output)]) is [var problem, ..])
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", problem);
        }
    }

    /// <summary>What of its sums may be shown.</summary>
    /// <param name="bench">Where the rows of its people are.</param>
    /// <param name="terms">The thresholds.</param>
    /// <param name="request">The release.</param>
    /// <param name="output">The output.</param>
    /// <param name="complete">The table of its cells.</param>
    /// <param name="counts">Its counts as they are shown, cell by cell.</param>
    /// <param name="earlier">What was released before.</param>
    internal static IReadOnlyList<JudgedSum> Judge(
        ReleaseWorkbench bench, ReleaseTerms terms, ReleaseRequest request, ProjectOutput output, string complete, ShownTable counts, EarlierReleases earlier)
    {
        var contributions = SumPeople.Contributions(bench, request, terms, output, complete);
        return [.. output.Columns.Where(c => c.Role == "Sum").Select(column =>
        {
            var definition = Definition(request.Project, output, column);
            var figures = Figures(bench, terms.Sums!, $"SELECT cell, amount, true AS is_certain FROM {contributions} WHERE column_name = {SqlName.Literal(column.Name)}");
            var verdicts = counts.Cells.Select((cell, i) =>
                cell.Shown is null ? SumVerdict.CountHidden
                : figures.TryGetValue(i, out var sum) ? SumControl.Judge(sum, terms.Sums!, terms.MinimumCell)
                : SumVerdict.OfFew).ToArray();
            var own = new OwnSum($"{output.Name}.{column.Name}", column, definition, contributions, counts);
            foreach (var hidden in EarlierSums.ToHide(bench, terms, ReleaseMemory.ExtractsOf(request), own, earlier).Where(cell => verdicts[cell] == SumVerdict.Shown))
            {
                verdicts[hidden] = SumVerdict.HiddenForEarlier;
            }

            return new JudgedSum(own.Name, column, definition, [.. verdicts.Select((verdict, i) =>
                new JudgedSumCell(verdict, verdict == SumVerdict.Shown ? Rounded(output, figures[i].Total, terms.Sums!.RoundingBase) : null))]);
        })];
    }

    /// <summary>Keeps what people added to the sums of a release.</summary>
    internal static void Keep(ReleaseWorkbench bench, IReadOnlyList<MadeOutput> made, IReadOnlyList<string> datasets, string path) => SumPeople.Run(
        bench,
        "kept_contributions",
        ("contributions", string.Join(" UNION ALL ", made.Select(m => $"SELECT {SqlName.Literal(m.Output.Name + ".")} || column_name AS column_name, cell, person_key, amount FROM {SumPeople.ContributionsOf(m.Output)}"))),
        ("datasets", string.Join(", ", datasets.Select(SqlName.Literal).Order(StringComparer.Ordinal))),
        ("path", SqlName.Literal(path)));

    /// <summary>What decides about each cell that somebody adds to.</summary>
    /// <param name="bench">Where the amounts are.</param>
    /// <param name="terms">The thresholds.</param>
    /// <param name="amounts">A query for cell, amount and is_certain.</param>
    internal static Dictionary<long, SumCell> Figures(ReleaseWorkbench bench, SumTerms terms, string amounts) => bench.Session.Query(
        SqlStep.Load(typeof(SumOutputs), "sum_figures").With(("largest", terms.Contributors.ToString(CultureInfo.InvariantCulture)), ("amounts", amounts)).Text,
        row => (Cell: row.GetInt64(0), Sum: new SumCell(row.GetInt64(1), Number(row.GetString(2)), Number(row.GetString(3)), Number(row.GetString(4)), Number(row.GetString(5)))),
        bench.CancellationToken).ToDictionary(f => f.Cell, f => f.Sum);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static long Rounded(ProjectOutput output, decimal total, int roundingBase)
    {
        try
        {
            return SumControl.Rounded(total, roundingBase);
        }
        catch (OverflowException)
        {
            throw new ReleaseRefusal("DISCLOSURE_FAILED", $"{output.Name} has a sum that is larger than a file can hold. Sum in a larger unit, as thousands.");
        }
    }

    // The same definition gives cells of the same meaning; whatever is written otherwise may group otherwise. Who the people are may change, for they are compared one by one, and so may the
    // columns beside: ratios are made of what is shown.
    private static string Definition(Project project, ProjectOutput output, ProjectOutputColumn sum) => CanonicalHash.Of(new JsonObject
    {
        ["query"] = (output.Query ?? project.Cohort).Digest,
        ["columns"] = new JsonArray([.. output.Columns.Where(c => c.Role == "Dimension").Append(sum).Select(c => new JsonObject
        {
            ["name"] = c.Name,
            ["role"] = c.Role,
            ["sources"] = new JsonArray([.. c.Sources.Order(StringComparer.Ordinal).Select(s => JsonValue.Create(s))]),
        })]),
    });
}
