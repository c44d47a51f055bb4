using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>A pair the linker got wrong, with its evidence, for a person to look at.</summary>
public sealed record ListedPair
{
    /// <summary>Dataset of one record.</summary>
    public required string LeftDataset { get; init; }

    /// <summary>Its id.</summary>
    public required string LeftId { get; init; }

    /// <summary>Dataset of the other record.</summary>
    public required string RightDataset { get; init; }

    /// <summary>Its id.</summary>
    public required string RightId { get; init; }

    /// <summary>Match weight of the pair (log2 of the odds), from a comparison made directly when no blocking rule found it; null when nothing about the person agrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double? Weight { get; init; }

    /// <summary>The blocking rule that found it first; null when none did and the pair was never compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? BlockingRule { get; init; }

    /// <summary>The comparisons, in the order of the model.</summary>
    public required IReadOnlyList<ListedField> Fields { get; init; }
}

/// <summary>What one comparison said of a pair.</summary>
/// <param name="Name">The comparison.</param>
/// <param name="Level">Its level: 0 missing, 1 the best agreement, upwards worse.</param>
/// <param name="Label">What the level says; "missing" for 0.</param>
/// <param name="Left">The left record's normalised value; null when missing, and always unless values were asked for.</param>
/// <param name="Right">The right record's.</param>
public sealed record ListedField(string Name, int Level, string Label, string? Left, string? Right);
