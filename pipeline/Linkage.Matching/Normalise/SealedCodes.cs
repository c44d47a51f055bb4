using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>The values of a field in order, and the way from the numbers of <see cref="ValueCodes"/> to codes.</summary>
/// <param name="values">The values; code 0 is the first, which stands at 1 among them.</param>
/// <param name="codes">Codes by shard and index.</param>
/// <param name="shardBits">Low bits of a number that name the shard.</param>
internal sealed class SealedCodes(FieldValues values, int[][] codes, int shardBits)
{
    /// <summary>The values.</summary>
    internal FieldValues Values { get; } = values;

    /// <summary>The code of a number, from 0.</summary>
    internal int CodeOf(int number) => codes[number & ((1 << shardBits) - 1)][number >> shardBits];
}
