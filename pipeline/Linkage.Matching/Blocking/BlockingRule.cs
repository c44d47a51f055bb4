using System.Text.Json.Serialization;

namespace Linkage.Matching.Blocking;

/// <summary>
/// A rule that says which records are worth comparing: those with equal keys. The key is made of parts over the record x, its forename entry f and
/// its surname entry s; a record with a missing part has no key.
/// </summary>
/// <param name="Name">What the rule says, for people.</param>
/// <param name="Parts">SQL of each part.</param>
/// <param name="IsLoose">True for a rule that only pays where values are many and blocks small: it is left out, without a warning, when it yields too much.</param>
public sealed record BlockingRule(string Name, IReadOnlyList<string> Parts, [property: JsonPropertyName("loose")] bool IsLoose = false)
{
    /// <summary>The key in SQL: 64 bits, NULL when a part is missing.</summary>
    internal string KeySql => $"CASE WHEN {string.Join(" AND ", Parts.Select(p => $"({p}) IS NOT NULL"))} THEN hash({string.Join(", ", Parts)}) END";
}
