namespace Linkage.Matching.Blocking;

/// <summary>
/// Sorts keys with their records. Keys are hashes: by their upper half they are sorted digit by digit, and the few that agree so far are told apart by
/// insertion. Stable, so records of one key stay in order.
/// </summary>
internal static class RadixSort
{
    private const int Bits = 11;
    private const int Digits = 1 << Bits;
    private const int FirstShift = 64 - 3 * Bits;

    /// <summary>Neighbours that an entry is moved past before the rest is sorted digit by digit as well.</summary>
    private const int MostMoves = 64;

    /// <summary>Sorts the first <paramref name="count"/> entries by key. The arrays may be others afterwards.</summary>
    internal static void ByKey(ref ulong[] keys, ref int[] records, int count)
    {
        if (count < 4 * Digits)
        {
            var order = keys.AsSpan(0, count).ToArray().Zip(records.AsSpan(0, count).ToArray()).OrderBy(e => e.First).ToArray();
            for (var i = 0; i < count; i++)
            {
                (keys[i], records[i]) = order[i];
            }

            return;
        }

        var (otherKeys, otherRecords) = (new ulong[count], new int[count]);
        ByDigits(FirstShift, 64, ref keys, ref records, ref otherKeys, ref otherRecords, count);
        if (!Insert(keys, records, count))
        {
            ByDigits(0, 64, ref keys, ref records, ref otherKeys, ref otherRecords, count);
        }
    }

    private static void ByDigits(int from, int to, ref ulong[] keys, ref int[] records, ref ulong[] otherKeys, ref int[] otherRecords, int count)
    {
        var starts = new int[Digits];
        for (var shift = from; shift < to; shift += Bits)
        {
            Array.Clear(starts);
            for (var i = 0; i < count; i++)
            {
                starts[(int)(keys[i] >> shift) & (Digits - 1)]++;
            }

            if (Array.Exists(starts, n => n == count))
            {
                continue;
            }

            var at = 0;
            for (var digit = 0; digit < Digits; digit++)
            {
                (starts[digit], at) = (at, at + starts[digit]);
            }

            for (var i = 0; i < count; i++)
            {
                var place = starts[(int)(keys[i] >> shift) & (Digits - 1)]++;
                otherKeys[place] = keys[i];
                otherRecords[place] = records[i];
            }

            (keys, otherKeys) = (otherKeys, keys);
            (records, otherRecords) = (otherRecords, records);
        }
    }

    /// <summary>Moves each entry to its place among its neighbours.</summary>
    /// <returns>False when one would have to be moved far: the keys are no hashes.</returns>
    private static bool Insert(ulong[] keys, int[] records, int count)
    {
        for (var i = 1; i < count; i++)
        {
            if (keys[i - 1] <= keys[i])
            {
                continue;
            }

            var (key, record, at) = (keys[i], records[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                (keys[at], records[at]) = (keys[at - 1], records[at - 1]);
            }

            (keys[at], records[at]) = (key, record);
            if (i - at > MostMoves)
            {
                return false;
            }
        }

        return true;
    }
}
