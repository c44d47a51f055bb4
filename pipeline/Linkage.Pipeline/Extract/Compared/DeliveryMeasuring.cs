using System.Globalization;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>Measures two deliveries of a dataset against each other, set-based. Only counts leave the session.</summary>
internal sealed class DeliveryMeasuring(DuckSession session, DatasetContract contract, CancellationToken cancellationToken)
{
    /// <summary>Text of more values than these, on both sides together, is no list of values, and only its blanks are measured.</summary>
    public const int MostValues = 100;

    private const int Edges = 11;

    /// <summary>Measures them.</summary>
    /// <param name="earlierRows">Rows of the earlier delivery, as Extract published them.</param>
    /// <param name="laterRows">Rows of the later one.</param>
    /// <exception cref="StageException">DuckDB could not do it; the message names the dataset and holds no value.</exception>
    public IReadOnlyList<MeasuredChange> Measure(string earlierRows, string laterRows)
    {
        try
        {
            Run("earlier_and_later", ("earlier", SqlName.File(earlierRows)), ("later", SqlName.File(laterRows)));
            var (before, after) = (ColumnsOf("earlier"), ColumnsOf("later"));

            // A column that another version of the contract had otherwise is not compared: that it changed was agreed.
            var columns = contract.Columns.Where(c => before.TryGetValue(c.Name, out var type) && after.GetValueOrDefault(c.Name) == type).ToList();
            var (filledBefore, filledAfter) = (Filled("earlier", columns), Filled("later", columns));
            return
            [
                .. Rows(filledBefore[0], filledAfter[0]),
                .. columns.Any(c => c.IsRecordId) ? Keys(filledBefore[0], filledAfter[0]) : [],
                .. columns.Zip(filledBefore.Skip(1), filledAfter.Skip(1)).Where(c => !c.First.IsRecordId).SelectMany(c => Column(c.First, (filledBefore[0], c.Second), (filledAfter[0], c.Third))),
            ];
        }
        catch (DuckDBException error)
        {
            throw StageException.From("Extract", contract.Id.Value, error);
        }
    }

    private static IEnumerable<MeasuredChange> Rows(long before, long after) => before == 0 ? [] :
    [
        new(DeliveryMeasure.RowsLost, null, before, after, Percent(before - after, before)) { RowsBefore = before },
        new(DeliveryMeasure.RowsGained, null, before, after, Percent(after - before, before)) { RowsBefore = before },
    ];

    private IEnumerable<MeasuredChange> Keys(long before, long after)
    {
        var shared = session.Scalar<long>(Step("shared_keys", ("record_id", new SqlName(contract.RecordId.Name).ToString())), cancellationToken);
        if (before > 0)
        {
            yield return new MeasuredChange(DeliveryMeasure.KeysLost, null, before, shared, Percent(before - shared, before)) { RowsBefore = before };
        }

        if (before > 0 && after > 0)
        {
            yield return new MeasuredChange(DeliveryMeasure.KeysNew, null, after, after - shared, Percent(after - shared, after)) { RowsBefore = before };
        }
    }

    private IEnumerable<MeasuredChange> Column(ContractColumn column, (long Rows, long Filled) before, (long Rows, long Filled) after)
    {
        if (before.Rows == 0 || after.Rows == 0)
        {
            yield break;
        }

        var (blankBefore, blankAfter) = (Percent(before.Rows - before.Filled, before.Rows), Percent(after.Rows - after.Filled, after.Rows));
        IReadOnlyList<(long, long)> blanks = [(before.Filled, after.Filled), (before.Rows - before.Filled, after.Rows - after.Filled)];
        yield return new MeasuredChange(DeliveryMeasure.Nulls, column.Name, blankBefore, blankAfter, Math.Abs(blankAfter - blankBefore))
        {
            RowsBefore = before.Rows,
            IsBeyondChance = StabilityIndex.Of(blanks) > StabilityIndex.ByChance(blanks),
        };

        // What names people is not counted by value, nor free text.
        if (column.HomeZone == Zone.Research && before.Filled > 0 && after.Filled > 0 && Spread(column) is { } bins)
        {
            var index = StabilityIndex.Of(bins);
            yield return new MeasuredChange(DeliveryMeasure.Shift, column.Name, 0, index, index) { RowsBefore = before.Rows, IsBeyondChance = index > StabilityIndex.ByChance(bins) };
        }
    }

    private IReadOnlyList<(long Before, long After)>? Spread(ContractColumn column)
    {
        var value = new SqlName(column.Name).ToString();
        return column.Type switch
        {
            LogicalType.String or LogicalType.Boolean => Values(value),
            LogicalType.Integer or LogicalType.Number => Tenths(Given(value, "earlier"), Given(value, "later")),
            LogicalType.Date => Dates($"({value} - DATE '1970-01-01')"),
        };
    }

    private IReadOnlyList<(long, long)>? Values(string value)
    {
        var bins = Counts("value_counts", ("value", value), ("limit", (MostValues + 1).ToString(CultureInfo.InvariantCulture)));
        return bins.Count > MostValues ? null : bins;
    }

    // A date of the month moves with the month. Only one whose distance from the middle date of its delivery is spread otherwise as well has shifted.
    private IReadOnlyList<(long, long)> Dates(string days)
    {
        var plain = Tenths(Given(days, "earlier"), Given(days, "later"));
        var fromTheMiddle = Tenths(FromTheMiddle(days, "earlier"), FromTheMiddle(days, "later"));
        return StabilityIndex.Of(plain) <= StabilityIndex.Of(fromTheMiddle) ? plain : fromTheMiddle;
    }

    private static string Given(string value, string delivery) => $"SELECT {value} AS value FROM {delivery} WHERE {value} IS NOT NULL";

    private static string FromTheMiddle(string value, string delivery) =>
        $"SELECT {value} - (SELECT quantile_disc({value}, 0.5) FROM {delivery}) AS value FROM {delivery} WHERE {value} IS NOT NULL";

    private IReadOnlyList<(long, long)> Tenths(string earlier, string later) =>
        Counts("decile_counts", ("earlier", earlier), ("later", later), ("tenth", $"(value >= edge[1])::INTEGER{string.Concat(Enumerable.Range(2, Edges - 1).Select(i => string.Create(CultureInfo.InvariantCulture, $" + (value > edge[{i}])::INTEGER")))}"));

    private IReadOnlyList<(long, long)> Counts(string step, params IEnumerable<(string, string)> fragments) =>
        session.Query(Step(step, fragments), row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);

    private Dictionary<string, string> ColumnsOf(string delivery) =>
        session.Query(Step("columns_of", ("delivery", delivery)), row => (row.GetString(0), row.GetString(1)), cancellationToken).ToDictionary(StringComparer.Ordinal);

    private long[] Filled(string delivery, List<ContractColumn> columns)
    {
        var counts = columns.Count == 0 ? "0" : string.Join(", ", columns.Select(c => $"count({new SqlName(c.Name)})"));
        return session.Query(Step("filled_counts", ("delivery", delivery), ("counts", counts)), row => Enumerable.Range(0, 1 + columns.Count).Select(row.GetInt64).ToArray(), cancellationToken)[0];
    }

    private static double Percent(long part, long whole) => 100.0 * part / whole;

    private void Run(string name, params IEnumerable<(string, string)> fragments) => session.Execute(Step(name, fragments), cancellationToken);

    private static string Step(string name, params IEnumerable<(string, string)> fragments) => SqlStep.Load(typeof(DeliveryMeasuring), name).With(fragments).Text;
}
