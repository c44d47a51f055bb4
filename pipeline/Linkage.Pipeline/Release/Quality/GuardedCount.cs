using System.Globalization;

namespace Linkage.Pipeline.Release.Quality;

/// <summary>
/// Counts of rows as the quality page and the statement may say them: rounded, and without those below the least cell of the rule. Rounding by itself, and by more than one, so that a hidden count does
/// not follow from the counts around it.
/// </summary>
internal sealed class GuardedCount
{
    // Where a rule releases no table of counts it sets neither, and these hold.
    private const int UsualMinimum = 10;
    private const int UsualBase = 5;

    internal GuardedCount(ReleaseTerms terms)
    {
        Base = Math.Max(terms.RoundingBase, UsualBase);
        Minimum = Math.Max(terms.MinimumCell > 0 ? terms.MinimumCell : UsualMinimum, Base);
    }

    /// <summary>Least count said.</summary>
    internal int Minimum { get; }

    /// <summary>Rounding base.</summary>
    internal int Base { get; }

    /// <summary>A count in words: 0, <c>under 10</c>, or rounded to the nearest multiple of the base with separators.</summary>
    internal string Text(long count) => Value(count)?.ToString("N0", CultureInfo.InvariantCulture) ?? string.Create(CultureInfo.InvariantCulture, $"under {Minimum}");

    /// <summary>A count as a number: 0, null where it is under the least count said, or rounded to the nearest multiple of the base.</summary>
    internal long? Value(long count) => count switch
    {
        0 => 0,
        _ when count < Minimum => null,
        _ => (count + (Base / 2)) / Base * Base,
    };
}
