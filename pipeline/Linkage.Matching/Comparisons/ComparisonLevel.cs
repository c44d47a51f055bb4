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
    /// <summary>The m probability that training leaves as it is, above 0 and below 1; null to learn it.</summary>
    public double? FixedM { get; init; }

    /// <summary>The u probability that training leaves as it is, above 0 and below 1; null to learn it.</summary>
    public double? FixedU { get; init; }
}
