using FuzzySharp;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// 0 to 100, the better of FuzzySharp's token-sort and token-set ratio: for names of several parts in another order or with parts left out. Dear, so it
/// is asked where cheaper levels did not hold, and its answers are kept.
/// </summary>
public static class PartRatio
{
    /// <summary>Longer values are cut before they are compared: the ratios take time in the square of the length.</summary>
    private const int MaxLength = 120;

    /// <summary>The ratio. Values are taken as normalised: upper case, parts separated by one space.</summary>
    public static double Of(string left, string right)
    {
        var a = left.Length > MaxLength ? left[..MaxLength] : left;
        var b = right.Length > MaxLength ? right[..MaxLength] : right;
        return Math.Max(Fuzz.TokenSortRatio(a, b), Fuzz.TokenSetRatio(a, b));
    }
}
