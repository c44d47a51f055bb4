using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>
/// The distinct values that records have in several columns together, numbered from 1 in the order of the columns' codes, so that they have the numbers of one
/// column: 4 bytes a record, and the codes of each distinct tuple.
/// </summary>
internal sealed class ValueTuples
{
    /// <summary>Stands between the columns in the name of a tuple.</summary>
    internal const char Separator = ' ';

    private readonly RecordStore _records;
    private readonly string[] _columns;
    private readonly int[] _codes;

    private ValueTuples(RecordStore records, string[] columns, int[] codes) => (_records, _columns, _codes) = (records, columns, codes);

    /// <summary>Number of tuples.</summary>
    internal int Count => _codes.Length / _columns.Length;

    /// <summary>The codes of a tuple, in the order of its columns; 0 where there is no value.</summary>
    internal ReadOnlySpan<int> Of(int tuple) => _codes.AsSpan((tuple - 1) * _columns.Length, _columns.Length);

    /// <summary>True when a name is one of a tuple.</summary>
    internal static bool IsTuple(string column) => column.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Numbers the tuples of some columns and writes each record's number to its row.</summary>
    internal static ValueTuples Number(RecordStore records, string name, int place)
    {
        var columns = name.Split(Separator);
        var places = Array.ConvertAll(columns, records.PlaceOf);
        var width = places.Length;
        // The records in the order of their codes; equal ones are side by side.
        var order = new int[records.Count];
        for (var rid = 0; rid < order.Length; rid++)
        {
            order[rid] = rid;
        }

        Array.Sort(order, (x, y) =>
        {
            var one = records.RowOf(x);
            var other = records.RowOf(y);
            foreach (var p in places)
            {
                if (one[p] != other[p])
                {
                    return one[p].CompareTo(other[p]);
                }
            }

            return 0;
        });
        var codes = new List<int>();
        var key = new int[width];
        foreach (var rid in order)
        {
            var row = records.RowOf(rid);
            var isNew = codes.Count == 0;
            for (var c = 0; c < width; c++)
            {
                isNew |= key[c] != row[places[c]];
                key[c] = row[places[c]];
            }

            if (isNew)
            {
                codes.AddRange(key);
            }

            records.Codes[rid * (long)records.Width + place] = codes.Count / width;
        }

        return new ValueTuples(records, columns, [.. codes]);
    }

    /// <summary>The values of each tuple joined by a space; empty where one is missing.</summary>
    internal FieldValues Joined()
    {
        var dictionaries = Array.ConvertAll(_columns, _records.DictionaryOf);
        var values = new FieldValues.Builder();
        for (var tuple = 1; tuple <= Count; tuple++)
        {
            var codes = Of(tuple).ToArray();
            values.Add(codes.Contains(0) ? string.Empty : string.Join(' ', codes.Select((code, c) => dictionaries[c].TextOf(code))));
        }

        return values.Build();
    }
}
