namespace Linkage.Matching.Comparisons;

/// <summary>One level of a comparison.</summary>
/// <param name="Label">What it says, for people.</param>
/// <param name="DefaultM">Probability of the level among pairs of one person, when there is nothing to learn from.</param>
/// <param name="DefaultU">Probability of the level among pairs of different people, when there is nothing to learn from.</param>
/// <param name="RecordSql">Condition over the records l and r, or null.</param>
/// <param name="ValueSql">Condition over two differing values a.value and b.value and their Jaro-Winkler similarity jw, or null. Answered once for each distinct pair of values.</param>
public sealed record ComparisonLevel(string Label, double DefaultM, double DefaultU, string? RecordSql = null, string? ValueSql = null);
