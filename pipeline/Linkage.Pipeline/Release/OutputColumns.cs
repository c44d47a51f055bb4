using System.Text.RegularExpressions;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>Holds a query's result against what the project declared.</summary>
internal static partial class OutputColumns
{
    /// <summary>The column by which people are known under a grant.</summary>
    internal const string PersonKey = "person_key";

    /// <summary>Requires the expected columns in their order under names that a release does not keep for itself, and plain values in all of them but the person key.</summary>
    /// <exception cref="ReleaseRefusal">They differ.</exception>
    internal static void Require(ProjectOutput output, IReadOnlyList<string> expected, IReadOnlyList<(string Name, string Type)> actual)
    {
        if (!expected.SequenceEqual(actual.Select(c => c.Name), StringComparer.Ordinal))
        {
            throw new ReleaseRefusal(
                "OUTPUT_COLUMNS_DIFFER",
                $"{output.Name}: the query gives ({string.Join(", ", actual.Select(c => c.Name))}) but the output needs ({string.Join(", ", expected)}), in this order.");
        }

        if (expected.FirstOrDefault(name => ProjectOutputColumn.ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } reserved)
        {
            throw new ReleaseRefusal("OUTPUT_COLUMNS_DIFFER", $"{output.Name}: a release keeps the column name {reserved} for itself. Give the column another.");
        }

        foreach (var (name, type) in actual)
        {
            var fits = name == PersonKey ? type == "BLOB" : PlainType().IsMatch(type);
            if (!fits)
            {
                throw new ReleaseRefusal("OUTPUT_COLUMNS_DIFFER", $"{output.Name}: the column {name} has the type {type}, which a release does not hold.");
            }
        }
    }

    [GeneratedRegex(@"^(VARCHAR|BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP)\z")]
    private static partial Regex PlainType();
}
