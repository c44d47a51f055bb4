namespace Linkage.Matching.Comparisons;

/// <summary>One level of a comparison.</summary>
/// <param name="Label">What it says, for people.</param>
/// <param name="DefaultM">Probability of the level among pairs of one person, when there is nothing to learn from.</param>
/// <param name="DefaultU">Probability of the level among pairs of different people, when there is nothing to learn from.</param>
/// <param name="Test">What it asks; null for the last level, which is everything else.</param>
/// <param name="Sql">
/// The same question in SQL: over the records l and r, or for a test of values over two differing values a.value and b.value and their Jaro-Winkler
/// similarity jw.
/// </param>
public sealed record ComparisonLevel(string Label, double DefaultM, double DefaultU, LevelTest? Test = null, string? Sql = null)
{
    /// <summary>m that training leaves as it is, above 0 and below 1; null to estimate it. The levels that are not fixed share what is left.</summary>
    public double? FixedM { get; init; }

    /// <summary>u that training leaves as it is, above 0 and below 1; null to estimate it.</summary>
    public double? FixedU { get; init; }

    /// <summary>
    /// The most m that training without labels may come to; null for no bound. Keeps pairs of different people who agree on all else (twins) from being
    /// taken for one person whose field is often wrong. A fixed m and labels are not held to it.
    /// </summary>
    public double? MostM { get; init; }
}
