using System.Text.Json.Serialization;

namespace Linkage.Matching.Blocking;

/// <summary>
/// A rule that says which records are worth comparing: those with equal keys. The key is made of parts; a record with a missing part has no key.
/// Each part is one scalar DuckDB expression, either over the normalised values by the names of their fields, as in <c>surname</c>,
/// <c>left(postcode, 4)</c> or <c>date_of_birth[1:4]</c> (dates are YYYYMMDD; general fields by their own names), or over the engine's own columns: the
/// record x, its forename entry f and its surname entry s. The two kinds do not mix within a rule.
/// </summary>
/// <param name="Name">What the rule says, for people.</param>
/// <param name="Parts">SQL of each part; may be empty where <see cref="Explode"/> is given.</param>
/// <param name="IsLoose">True for a rule that only pays where values are many and blocks small: it is left out, without a warning, when it yields too much.</param>
public sealed record BlockingRule(string Name, IReadOnlyList<string> Parts, [property: JsonPropertyName("loose")] bool IsLoose = false)
{
    /// <summary>
    /// One more part, whose expression gives a list, as in <c>string_split(forename, ' ')</c> or the name of a list of <see cref="LinkInput.Lists"/>: the
    /// record is in one block for each distinct element, at most <see cref="LinkSettings.MaxElementsPerRecord"/>. Null for none.
    /// </summary>
    public string? Explode { get; init; }

    /// <inheritdoc/>
    public bool Equals(BlockingRule? other) =>
        other is not null && Name == other.Name && IsLoose == other.IsLoose && Explode == other.Explode && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, IsLoose, Explode, Parts.Count);
}
