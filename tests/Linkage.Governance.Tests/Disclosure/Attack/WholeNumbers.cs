namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// Whether there are whole counts of nought or more that fit everything known, by narrowing each count down and then trying. Null when it was not found out in
/// a bounded number of trials.
/// </summary>
internal static class WholeNumbers
{
    private const long Most = 400;
    private const int MostTrials = 2_000;

    public static bool? Exist(int counts, IReadOnlyList<CountRow> rows)
    {
        var trials = MostTrials;
        return Exist([.. Enumerable.Repeat(0L, counts)], [.. Enumerable.Repeat(Most, counts)], rows, ref trials);
    }

    private static bool? Exist(long[] low, long[] high, IReadOnlyList<CountRow> rows, ref int trials)
    {
        if (--trials < 0)
        {
            return null;
        }

        if (!Narrow(low, high, rows))
        {
            return false;
        }

        var open = Enumerable.Range(0, low.Length).Where(count => low[count] < high[count]).OrderBy(count => high[count] - low[count]).ToList();
        if (open.Count == 0)
        {
            return true;
        }

        for (var value = low[open[0]]; value <= high[open[0]]; value++)
        {
            var (lower, higher) = (low.ToArray(), high.ToArray());
            lower[open[0]] = higher[open[0]] = value;
            if (Exist(lower, higher, rows, ref trials) is not false and var found)
            {
                return found;
            }
        }

        return false;
    }

    private static bool Narrow(long[] low, long[] high, IReadOnlyList<CountRow> rows)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var row in rows)
            {
                var (least, most) = (row.Counts.Sum(count => low[count]), row.Counts.Sum(count => high[count]));
                if (least > (row.High ?? long.MaxValue) || most < row.Low)
                {
                    return false;
                }

                foreach (var count in row.Counts)
                {
                    var top = row.High is { } limit ? Math.Min(high[count], limit - (least - low[count])) : high[count];
                    var bottom = Math.Max(low[count], row.Low - (most - high[count]));
                    if (top < bottom)
                    {
                        return false;
                    }

                    if (top < high[count] || bottom > low[count])
                    {
                        (least, most) = (least + bottom - low[count], most + top - high[count]);
                        (low[count], high[count], changed) = (bottom, top, true);
                    }
                }
            }
        }

        return true;
    }
}
