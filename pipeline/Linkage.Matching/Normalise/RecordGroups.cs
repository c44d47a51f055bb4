namespace Linkage.Matching.Normalise;

/// <summary>Records put together by their values in one or several columns. A record that lacks one of the values is in no group; a group has at least one record.</summary>
internal sealed class RecordGroups
{
    private readonly int[] _records;
    private readonly int[] _starts;

    private RecordGroups(int[] records, int[] starts) => (_records, _starts) = (records, starts);

    /// <summary>Number of groups.</summary>
    internal int Count => _starts.Length - 1;

    /// <summary>Every record that is in a group.</summary>
    internal ReadOnlySpan<int> Records => _records;

    /// <summary>The records of a group, ascending.</summary>
    internal ReadOnlySpan<int> this[int group] => _records.AsSpan(_starts[group], _starts[group + 1] - _starts[group]);

    /// <summary>Groups the records, in the order of the columns' codes.</summary>
    internal static RecordGroups Of(RecordStore store, params IReadOnlyList<string> columns)
    {
        var codes = columns.Select(c => Column(store, store.PlaceOf(c))).ToArray();
        var records = Present(store.Count, codes);
        // Least significant column first; each pass keeps the order of the one before.
        foreach (var column in codes.Reverse())
        {
            records = Sorted(records, column);
        }

        var starts = new List<int>();
        for (var at = 0; at < records.Length; at++)
        {
            if (at == 0 || Array.Exists(codes, c => c[records[at]] != c[records[at - 1]]))
            {
                starts.Add(at);
            }
        }

        return new RecordGroups(records, [.. starts, records.Length]);
    }

    private static int[] Column(RecordStore store, int place)
    {
        var codes = new int[store.Count];
        for (var rid = 0; rid < codes.Length; rid++)
        {
            codes[rid] = store.Codes[rid * (long)store.Width + place];
        }

        return codes;
    }

    private static int[] Present(int records, int[][] codes)
    {
        var (present, count) = (new int[records], 0);
        for (var rid = 0; rid < records; rid++)
        {
            present[count] = rid;
            count += Array.TrueForAll(codes, c => c[rid] != 0) ? 1 : 0;
        }

        return present[..count];
    }

    private static int[] Sorted(int[] records, int[] codes)
    {
        var ends = new int[records.Length == 0 ? 1 : codes.Max() + 1];
        foreach (var rid in records)
        {
            ends[codes[rid]]++;
        }

        for (var code = 1; code < ends.Length; code++)
        {
            ends[code] += ends[code - 1];
        }

        var sorted = new int[records.Length];
        for (var at = records.Length - 1; at >= 0; at--)
        {
            sorted[--ends[codes[records[at]]]] = records[at];
        }

        return sorted;
    }
}
