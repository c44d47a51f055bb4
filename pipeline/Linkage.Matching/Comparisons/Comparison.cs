namespace Linkage.Matching.Comparisons;

/// <summary>
/// How one field of two records is compared: ordered levels, best first; the last level is "everything else". Level 0 stands for a missing value,
/// which is no evidence either way.
/// </summary>
public sealed record Comparison
{
    /// <summary>Bits of one level within a comparison-vector pattern.</summary>
    public const int BitsPerLevel = 4;

    /// <summary>Most comparisons a pattern of 64 bits holds (the sign bit stays clear).</summary>
    public const int MaxComparisons = 15;

    /// <summary>Most levels of a comparison.</summary>
    public const int MaxLevels = 14;

    /// <summary>The field's name, snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>SQL over l and r that is true when there is nothing to compare.</summary>
    public required string MissingSql { get; init; }

    /// <summary>The same as <see cref="MissingSql"/>, over codes.</summary>
    public required MissingTest Missing { get; init; }

    /// <summary>The levels, best first, at most 14.</summary>
    public required IReadOnlyList<ComparisonLevel> Levels { get; init; }

    /// <summary>
    /// The column whose two values the tests of values are asked of, or null when every level is on records. Columns parted by spaces are values joined by
    /// a space where all are there.
    /// </summary>
    public string? ValueColumn { get; init; }

    /// <summary>The column whose frequency makes an exact agreement on a rare value count more, or null.</summary>
    public string? FrequencyColumn { get; init; }

    /// <summary>The column whose equality is the first level, so that its rate among random pairs can be counted instead of sampled; or null.</summary>
    public string? ExactColumn { get; init; }

    /// <summary>
    /// How far two different people of one household agree like one person does: 0 not at all (forename), 1 entirely (address).
    /// Keeps relatives at one address apart.
    /// </summary>
    public required double HouseholdShare { get; init; }

    /// <summary>Levels 1 up to this one are agreement about the person, not the place; 0 for fields of places. A link needs at least one.</summary>
    public required int PersonalLevels { get; init; }

    /// <summary>The column of the record table that says whether the field has a value, for the share of missing values.</summary>
    public required string PresenceColumn { get; init; }
}
