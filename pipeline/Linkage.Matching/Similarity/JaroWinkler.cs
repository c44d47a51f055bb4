using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Linkage.Matching.Similarity;

/// <summary>
/// Jaro-Winkler similarity over bytes, the same figure as DuckDB's <c>jaro_winkler_similarity</c>: prefix weight 0.1 on up to four bytes, given only
/// where the Jaro similarity is above 0.7. Values of up to 64 bytes are compared with vectors, a byte of one against all of the other at once.
/// </summary>
public static class JaroWinkler
{
    /// <summary>Bytes that must be readable behind every value.</summary>
    public const int Padding = 64;

    private const double BoostAbove = .7;
    private const double PrefixWeight = .1;
    private const int LongestPrefix = 4;

    /// <summary>The similarity, 0 to 1; an empty value is like nothing.</summary>
    public static double Of(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (copyA, copyB) = (new byte[a.Length + Padding], new byte[b.Length + Padding]);
        a.CopyTo(copyA);
        b.CopyTo(copyB);
        return Of(copyA, 0, a.Length, copyB, 0, b.Length);
    }

    /// <summary>The similarity of two values within buffers that go on for <see cref="Padding"/> bytes behind them.</summary>
    internal static double Of(byte[] bytesA, int startA, int lengthA, byte[] bytesB, int startB, int lengthB)
    {
        if (lengthA == 0 || lengthB == 0)
        {
            return 0;
        }

        ref var a = ref bytesA[startA];
        ref var b = ref bytesB[startB];
        var jaro = lengthA <= 64 && lengthB <= 64
            ? Short(ref a, lengthA, ref b, lengthB)
            : Long(bytesA.AsSpan(startA, lengthA), bytesB.AsSpan(startB, lengthB));
        if (jaro <= BoostAbove)
        {
            return jaro;
        }

        var prefix = 0;
        var longest = Math.Min(LongestPrefix, Math.Min(lengthA, lengthB));
        while (prefix < longest && Unsafe.Add(ref a, prefix) == Unsafe.Add(ref b, prefix))
        {
            prefix++;
        }

        return jaro + prefix * PrefixWeight * (1 - jaro);
    }

    private static int Window(int lengthA, int lengthB) => Math.Max(0, Math.Max(lengthA, lengthB) / 2 - 1);

    private static double Jaro(int matches, int transpositions, int lengthA, int lengthB) =>
        ((double)matches / lengthA + (double)matches / lengthB + (double)(matches - transpositions / 2) / matches) / 3;

    private static double Short(ref byte a, int lengthA, ref byte b, int lengthB)
    {
        var window = Window(lengthA, lengthB);
        var all = lengthA == 64 ? ulong.MaxValue : (1UL << lengthA) - 1;
        ulong usedA = 0, usedB = 0;
        if (lengthA <= 16)
        {
            var values = Vector128.LoadUnsafe(ref a);
            for (var j = 0; j < lengthB; j++)
            {
                var same = Vector128.Equals(values, Vector128.Create(Unsafe.Add(ref b, j))).ExtractMostSignificantBits();
                var free = same & Within(j, window) & all & ~usedA;
                usedA |= free & (0 - free);
                usedB |= free == 0 ? 0UL : 1UL << j;
            }
        }
        else
        {
            for (var j = 0; j < lengthB; j++)
            {
                var letter = Vector256.Create(Unsafe.Add(ref b, j));
                ulong same = Vector256.Equals(Vector256.LoadUnsafe(ref a), letter).ExtractMostSignificantBits();
                if (lengthA > 32)
                {
                    same |= (ulong)Vector256.Equals(Vector256.LoadUnsafe(ref a, 32), letter).ExtractMostSignificantBits() << 32;
                }

                var free = same & Within(j, window) & all & ~usedA;
                usedA |= free & (0 - free);
                usedB |= free == 0 ? 0UL : 1UL << j;
            }
        }

        if (usedA == 0)
        {
            return 0;
        }

        var matches = BitOperations.PopCount(usedA);
        var transpositions = 0;
        while (usedA != 0)
        {
            if (Unsafe.Add(ref a, BitOperations.TrailingZeroCount(usedA)) != Unsafe.Add(ref b, BitOperations.TrailingZeroCount(usedB)))
            {
                transpositions++;
            }

            usedA &= usedA - 1;
            usedB &= usedB - 1;
        }

        return Jaro(matches, transpositions, lengthA, lengthB);
    }

    /// <summary>Positions from j - window to j + window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Within(int j, int window)
    {
        var high = j + window >= 63 ? ulong.MaxValue : (1UL << (j + window + 1)) - 1;
        return j - window <= 0 ? high : high & ~((1UL << (j - window)) - 1);
    }

    private static double Long(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var window = Window(a.Length, b.Length);
        var (usedA, usedB) = (new bool[a.Length], new bool[b.Length]);
        var matches = 0;
        for (var j = 0; j < b.Length; j++)
        {
            for (var i = Math.Max(0, j - window); i <= Math.Min(a.Length - 1, j + window); i++)
            {
                if (!usedA[i] && a[i] == b[j])
                {
                    usedA[i] = usedB[j] = true;
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        var (transpositions, at) = (0, 0);
        for (var i = 0; i < a.Length; i++)
        {
            if (usedA[i])
            {
                while (!usedB[at])
                {
                    at++;
                }

                transpositions += a[i] == b[at++] ? 0 : 1;
            }
        }

        return Jaro(matches, transpositions, a.Length, b.Length);
    }
}
