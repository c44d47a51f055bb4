using System.Text.RegularExpressions;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Training;

/// <summary>Which columns of the record table a comparison or a blocking rule looks at, as their SQL says.</summary>
internal static partial class RuleColumns
{
    /// <summary>Columns of a comparison.</summary>
    internal static IReadOnlySet<string> Of(Comparison comparison)
    {
        var columns = comparison.Levels.Select(l => l.Sql).OfType<string>().Append(comparison.MissingSql).SelectMany(sql => OfRecords().Matches(sql)).Select(m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        if (comparison.ValueColumn is { } value)
        {
            columns.Add(value);
        }

        return columns;
    }

    /// <summary>Columns of a rule: those of the record x, and the names for its entries f and s.</summary>
    internal static IReadOnlySet<string> Of(BlockingRule rule) =>
        rule.Parts.SelectMany(p => OfRule().Matches(p)).Select(m => m.Groups[2].Success ? m.Groups[2].Value : m.Groups[1].Value == "f" ? "fn" : "sn").ToHashSet(StringComparer.Ordinal);

    /// <summary>Columns a rule asks to be equal, as they are and not a part of them.</summary>
    internal static IReadOnlySet<string> Whole(BlockingRule rule) =>
        rule.Parts.Select(p => OneColumn().Match(p)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>A rule over values by field name, in the columns of the record x; any other rule as it is.</summary>
    internal static BlockingRule InColumns(BlockingRule rule, IReadOnlyList<RecordField> fields) =>
        rule.Parts.Any(OfRule().IsMatch)
            ? rule
            : rule with
            {
                Parts = [.. rule.Parts.Select(p => Word().Replace(
                    p, m => fields.FirstOrDefault(f => string.Equals(f.Field, m.Value, StringComparison.OrdinalIgnoreCase)) is { } field ? $"x.{field.Column}" : m.Value))],
            };

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b[lr]\.([A-Za-z_]\w*)")]
    private static partial Regex OfRecords();

    [GeneratedRegex(@"\b(?:x\.(?<2>[A-Za-z_]\w*)|(?<1>[fs])\.\w+)")]
    private static partial Regex OfRule();

    [GeneratedRegex(@"^\s*x\.([A-Za-z_]\w*)\s*$")]
    private static partial Regex OneColumn();
}
