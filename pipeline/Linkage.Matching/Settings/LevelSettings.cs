using System.Text.Json.Serialization;

namespace Linkage.Matching.Settings;

/// <summary>One level of a comparison. Which members a level takes depends on its <see cref="LevelKind"/>.</summary>
public sealed record LevelSettings
{
    /// <summary>What it asks.</summary>
    [JsonRequired]
    public LevelKind Test { get; init; }

    /// <summary>What it says, for people; null takes the kind's own words.</summary>
    public string? Label { get; init; }

    /// <summary>The least similarity, ratio, number of parts or function value.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The greatest distance: edits or days.</summary>
    public int? AtMost { get; init; }

    /// <summary>Both values have more characters than this.</summary>
    public int? LongerThan { get; init; }

    /// <summary>Characters cut off the end.</summary>
    public int? Cut { get; init; }

    /// <summary>The character up to which values are the same; one of ASCII.</summary>
    public string? Character { get; init; }

    /// <summary>First digit of a date, from 0.</summary>
    public int? From { get; init; }

    /// <summary>Number of digits of a date.</summary>
    public int? Length { get; init; }

    /// <summary>Number of places.</summary>
    public int? Places { get; init; }

    /// <summary>
    /// A DuckDB expression of type BOOLEAN over the normalised values of two records, l and r, by the names of their fields, as in
    /// <c>l.surname = left(r.surname, 4)</c>. Every value is text. It holds when it is true of the pair either way round, so a score does not depend on which
    /// record stands on the left. Computed once for each distinct pair of values it reads.
    /// </summary>
    public string? Sql { get; init; }

    /// <summary>Name of a C# function; see <see cref="LinkSettings.WithFunction"/>.</summary>
    public string? Function { get; init; }

    /// <summary>The function itself; null takes the one known by that name.</summary>
    [JsonIgnore]
    public Func<string, string, double>? Call { get; init; }

    /// <summary>Probability of the level among pairs of one person when there is nothing to learn from, above 0 and below 1; null takes a usual figure.</summary>
    public double? M { get; init; }

    /// <summary>Probability of the level among pairs of different people when there is nothing to learn from, above 0 and below 1; null takes a usual figure.</summary>
    public double? U { get; init; }

    /// <summary>The m probability that training leaves as it is; null to learn it.</summary>
    public double? FixedM { get; init; }

    /// <summary>The u probability that training leaves as it is; null to learn it.</summary>
    public double? FixedU { get; init; }
}
