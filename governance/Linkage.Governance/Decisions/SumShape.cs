using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions.Checks;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>
/// What sums and ratios may stand side by side. A sum that is hidden can be worked out from other sums of the same values, so one release has one column of sums of a value;
/// and nobody's value may stand beside it in rows or as what a table is grouped by.
/// </summary>
public static class SumShape
{
    private static readonly string[] ShownRoles = [nameof(ColumnRole.Count), nameof(ColumnRole.Sum)];

    /// <summary>Whether an output has sums, so that its query gives one row a person.</summary>
    public static bool HasSums(RequestedOutput output) => output.Columns.Any(IsSum);

    /// <summary>Everything about the sums and ratios of a release that cannot be made safe, in words; empty where there is nothing.</summary>
    /// <param name="outputs">All outputs of the release.</param>
    public static IReadOnlyList<string> Problems(IReadOnlyList<RequestedOutput> outputs) =>
        [.. outputs.SelectMany(Alone), .. Beside(outputs)];

    private static IEnumerable<string> Alone(RequestedOutput output)
    {
        var name = Shown.Name(output.Name);
        foreach (var column in output.Columns.Where(column => IsSum(column) || IsRatio(column)))
        {
            if (output.Kind != nameof(OutputKind.Aggregate))
            {
                yield return $"{Of(output, column)} is a {column.Role}, and only a table has those. Make the output an Aggregate or leave the column out.";
            }
        }

        if (HasSums(output) && output.Columns.Count(column => column.Role == nameof(ColumnRole.Count)) != 1)
        {
            yield return $"The table {name} has sums and not exactly one count. It counts the people of its rows once; leave the others out.";
        }

        foreach (var column in output.Columns.Where(column => !IsRatio(column) && (column.Numerator ?? column.Denominator) is not null))
        {
            yield return $"{Of(output, column)} names a numerator or denominator and is no ratio. Give it the role Ratio or leave them out.";
        }

        foreach (var column in output.Columns.Where(IsRatio))
        {
            if (column.Sources.Count > 0)
            {
                yield return $"{Of(output, column)} is a ratio and names sources. It is made of shown columns of its table alone; leave the sources out.";
            }

            if (!IsShown(output, column.Numerator) || !IsShown(output, column.Denominator) || column.Numerator == column.Denominator)
            {
                yield return $"{Of(output, column)} is a ratio of something else than two counts or sums of its table. Name one as numerator and another as denominator.";
            }
        }

        foreach (var sum in output.Columns.Where(IsSum))
        {
            if (sum.Sources.Count > 1)
            {
                yield return $"{Of(output, sum)} is a sum of more than one column. It adds up what people have of one; give each column a sum of its own.";
            }

            foreach (var dimension in output.Columns.Where(column => column.Role == nameof(ColumnRole.Dimension) && Share(column, sum)))
            {
                yield return $"{Of(output, dimension)} is made of the values that {Of(output, sum)} adds up, so a group would tell what its people have. Group by something else.";
            }
        }
    }

    private static IEnumerable<string> Beside(IReadOnlyList<RequestedOutput> outputs)
    {
        var sums = outputs.SelectMany(output => output.Columns.Where(IsSum).Select(column => (Output: output, Column: column))).ToList();
        foreach (var (index, one) in sums.Index())
        {
            foreach (var other in sums.Skip(index + 1).Where(other => Share(one.Column, other.Column)))
            {
                yield return $"{Of(one.Output, one.Column)} and {Of(other.Output, other.Column)} add up the same values, and one would tell what the other hides. Release one of them.";
            }

            foreach (var rows in outputs.Where(output => output.Kind == nameof(OutputKind.PseudonymisedRows)))
            {
                foreach (var value in rows.Columns.Where(column => Share(column, one.Column)))
                {
                    yield return $"{Of(rows, value)} has person by person what {Of(one.Output, one.Column)} adds up. Release one of them.";
                }
            }
        }
    }

    private static bool IsSum(RequestedOutputColumn column) => column.Role == nameof(ColumnRole.Sum);

    private static bool IsRatio(RequestedOutputColumn column) => column.Role == nameof(ColumnRole.Ratio);

    private static bool IsShown(RequestedOutput output, string? name) => output.Columns.Any(column => column.Name == name && ShownRoles.Contains(column.Role));

    private static bool Share(RequestedOutputColumn one, RequestedOutputColumn other) => one.Sources.Intersect(other.Sources, StringComparer.Ordinal).Any();

    private static string Of(RequestedOutput output, RequestedOutputColumn column) => $"{Shown.Name(output.Name)}.{Shown.Name(column.Name)}";
}
