namespace Linkage.Matching.Blocking;

/// <summary>Sorts keys with their records, least significant digits first: stable, so records of one key stay in order.</summary>
internal static class RadixSort
{
    private const int Bits = 11;
    private const int Digits = 1 << Bits;

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
        var starts = new int[Digits];
        for (var shift = 0; shift < 64; shift += Bits)
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
}
