namespace Linkage.Matching.Similarity;

/// <summary>Small edit distances over bytes, each decided without the full table.</summary>
public static class EditDistance
{
    /// <summary>Places at which two values of one length differ; -1 where the lengths differ.</summary>
    public static int Hamming(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
        {
            return -1;
        }

        var differ = 0;
        for (var i = 0; i < a.Length; i++)
        {
            differ += a[i] == b[i] ? 0 : 1;
        }

        return differ;
    }

    /// <summary>Whether the Damerau-Levenshtein distance is exactly one: one byte replaced, left out or put in, or two neighbours swapped.</summary>
    public static bool IsOne(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var same = a.CommonPrefixLength(b);
        var restA = a[same..];
        var restB = b[same..];
        return (restA.Length - restB.Length) switch
        {
            1 => restA[1..].SequenceEqual(restB),
            -1 => restB[1..].SequenceEqual(restA),
            _ => restA.Length > 0
                && (restA[1..].SequenceEqual(restB[1..])
                    || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]))),
        };
    }

    /// <summary>Whether the Levenshtein distance over bytes is at most so much. Only the cells near the diagonal are filled.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">The other value.</param>
    /// <param name="most">The greatest distance, 0 or more.</param>
    public static bool IsAtMost(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
        {
            return false;
        }

        var beyond = most + 1;
        Span<int> row = b.Length < 1_024 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = Math.Min(j, beyond);
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var (first, last) = (Math.Max(1, i - most), Math.Min(b.Length, i + most));
            var (diagonal, left, least) = (row[first - 1], first == 1 ? Math.Min(i, beyond) : beyond, beyond);
            row[first - 1] = left;
            for (var j = first; j <= last; j++)
            {
                var above = j == i + most ? beyond : row[j];
                left = Math.Min(Math.Min(above, left) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                left = Math.Min(left, beyond);
                (diagonal, row[j]) = (row[j], left);
                least = Math.Min(least, left);
            }

            if (Math.Min(least, row[first - 1]) > most)
            {
                return false;
            }
        }

        return row[b.Length] <= most;
    }
}
