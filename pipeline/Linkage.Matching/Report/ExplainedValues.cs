using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Report;

/// <summary>The values of explained pairs as they stand in the inputs, for reports inside the identity zone. Nothing else in a report reads a value.</summary>
internal sealed class ExplainedValues(DuckSession session, IReadOnlyList<LinkInput> inputs, CancellationToken cancellationToken)
{
    private static readonly FieldMeaning[] Place = [FieldMeaning.Uprn, FieldMeaning.Address, FieldMeaning.Postcode];

    /// <summary>The two values a comparison looked at, several columns parted by a bar; null where the input does not give it.</summary>
    internal Func<string, (string? Left, string? Right)> Of(RecordPair pair)
    {
        var left = Record(pair.LeftDataset, pair.LeftId);
        var right = Record(pair.RightDataset, pair.RightId);
        return name => (left.GetValueOrDefault(name), right.GetValueOrDefault(name));
    }

    private Dictionary<string, string> Record(string dataset, string id)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in inputs.Where(i => i.Dataset == dataset))
        {
            var columns = string.Concat(input.Columns.Select(c => $", CAST({new SqlName(c.Name)} AS VARCHAR)"));
            var found = session.Query(
                $"SELECT 1{columns} FROM {input.Relation} WHERE CAST({new SqlName(input.RecordIdColumn)} AS VARCHAR) = $1",
                [id],
                row => input.Columns.Select((c, i) => (Column: c, Value: row.IsDBNull(i + 1) ? null : row.GetString(i + 1))).ToList(),
                cancellationToken);
            foreach (var (column, value) in found.SelectMany(f => f))
            {
                foreach (var name in value is null ? [] : Comparisons(column))
                {
                    values[name] = values.TryGetValue(name, out var before) ? $"{before} | {value}" : value!;
                }
            }
        }

        return values;
    }

    private static IEnumerable<string> Comparisons(LinkColumn column) =>
        Place.Contains(column.Meaning) ? [PlaceComparison.Name]
        : RecordFields.IsGeneral(column.Meaning) ? [column.Field ?? column.Name]
        : RecordFields.Known.Where(f => f.TakesFrom(column)).Select(f => f.Field);
}
