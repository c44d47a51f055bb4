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
}
