using System.Globalization;
using System.Text;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Tests.Release.Checker;

/// <summary>
/// Judges a released file of rows under a person key by the rows alone, row by row in plain C#. It shares no code and no SQL with what makes the file, so that a mistake
/// there is not repeated here: fewer than k people in a group, fewer than l known values in a group, a person who should not be there, and a row left out for nothing.
/// </summary>
/// <param name="output">The output as the project declares it; one column has the role Key.</param>
/// <param name="quasiIdentifiers">Sources (<c>dataset.column</c>) that identify in combination.</param>
/// <param name="k">Fewest people of a group; 2 or more.</param>
/// <param name="l">Fewest different known values of a value column in a group that has any.</param>
internal sealed class RowsChecker(ProjectOutput output, IReadOnlySet<string> quasiIdentifiers, int k, int l)
{
    private readonly int _key = output.Columns.Index().Single(c => c.Item.Role == "Key").Index;

    private readonly int[] _groups = [.. output.Columns.Index().Where(c => Groups(c.Item, quasiIdentifiers)).Select(c => c.Index)];

    private readonly int[] _values = [.. output.Columns.Index().Where(c => c.Item.Role != "Key" && !Groups(c.Item, quasiIdentifiers)).Select(c => c.Index)];

    /// <summary>What is wrong with the file; empty when nothing is.</summary>
    /// <param name="query">What the query gave, in its order; people by the hex of their key.</param>
    /// <param name="released">What the file holds.</param>
    /// <param name="objected">People who must not be in it.</param>
    public IReadOnlyList<string> Failures(IReadOnlyList<object?[]> query, IReadOnlyList<object?[]> released, IReadOnlySet<string> objected)
    {
        var may = new Dictionary<string, object?[]>(StringComparer.Ordinal);
        foreach (var row in query)
        {
            if (row[_key] is string person && !objected.Contains(person))
            {
                may.TryAdd(person, row);
            }
        }

        var failures = new List<string>(Unsafe(released));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in released)
        {
            if (row[_key] is not string person || !may.TryGetValue(person, out var first) || Text(row, Enumerable.Range(0, row.Length)) != Text(first, Enumerable.Range(0, first.Length)))
            {
                failures.Add("a row that may not be there");
            }
            else if (!seen.Add(person))
            {
                failures.Add("a person twice");
            }
        }

        foreach (var group in may.Values.GroupBy(row => Text(row, _groups), StringComparer.Ordinal))
        {
            if (!Unsafe([.. group]).Any() && !group.All(row => seen.Contains((string)row[_key]!)))
            {
                failures.Add("a row left out for nothing");
            }
        }

        return failures;
    }

    /// <summary>What the rows alone tell of somebody.</summary>
    public IEnumerable<string> Unsafe(IReadOnlyList<object?[]> rows)
    {
        foreach (var group in rows.GroupBy(row => Text(row, _groups), StringComparer.Ordinal))
        {
            if (group.Select(row => row[_key]).Distinct().Count() < k)
            {
                yield return "a group of too few people";
            }

            foreach (var value in _values)
            {
                var known = group.Where(row => row[value] is not null).Select(row => Text(row, [value])).Distinct(StringComparer.Ordinal).Count();
                if (known > 0 && known < l)
                {
                    yield return "a group that shares a value";
                }
            }
        }
    }

    /// <summary>Values by which rows are told apart: each with its kind and length, so that no two run into each other.</summary>
    public static string Text(object?[] row, IEnumerable<int> columns)
    {
        var text = new StringBuilder();
        foreach (var column in columns)
        {
            var value = row[column] switch
            {
                null => "-",
                string s => "s" + s,
                double d => "n" + (d == 0 ? 0 : d).ToString("R", CultureInfo.InvariantCulture),
                decimal m => "n" + m.ToString("0.####", CultureInfo.InvariantCulture),
                DateOnly date => "d" + date.ToString("O", CultureInfo.InvariantCulture),
                var other => "v" + Convert.ToString(other, CultureInfo.InvariantCulture),
            };
            text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value};");
        }

        return text.ToString();
    }

    private static bool Groups(ProjectOutputColumn column, IReadOnlySet<string> quasiIdentifiers) =>
        column.Role != "Key" && (column.Role == "Dimension" || column.Sources.Count == 0 || column.Sources.Any(quasiIdentifiers.Contains));
}
