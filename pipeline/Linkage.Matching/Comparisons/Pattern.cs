using System.Runtime.CompilerServices;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// A comparison vector packed into 64 bits: one level for each comparison, four bits each, the first comparison in the lowest bits. 0 is missing, 1 the
/// best agreement.
/// </summary>
public static class Pattern
{
    /// <summary>Level of one comparison within a pattern.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Level(long pattern, int comparison) => (int)(pattern >> (comparison * Comparison.BitsPerLevel)) & 15;

    /// <summary>A level in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long At(int level, int comparison) => (long)level << (comparison * Comparison.BitsPerLevel);
}
