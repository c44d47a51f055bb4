using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>The values of a field in order, and the way from the numbers of <see cref="ValueCodes"/> to codes.</summary>
/// <param name="Values">The values; code 0 is the first, which stands at 1 among them.</param>
/// <param name="Codes">Codes, for <see cref="ValueCodes.CodeOf"/>.</param>
internal sealed record SealedCodes(FieldValues Values, int[][] Codes)
{
    /// <summary>The code of a number, from 0.</summary>
    internal int CodeOf(int number) => ValueCodes.CodeOf(Codes, number);
}
