using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Counts of distinct patterns. Not safe for use by two threads.</summary>
internal sealed class PatternTally
{
    private readonly PatternMap<long> _counts = new(_ => 0);

    /// <summary>Adds pairs of one pattern.</summary>
    internal void Add(long pattern, long pairs = 1) => _counts.Of(pattern) += pairs;

    /// <summary>Adds another tally.</summary>
    internal void Add(PatternTally other)
    {
        foreach (var (pattern, pairs) in other._counts.Entries)
        {
            Add(pattern, pairs);
        }
    }

    /// <summary>The patterns in ascending order.</summary>
    internal IReadOnlyList<PatternCount> ToList() => [.. _counts.Entries.OrderBy(e => e.Pattern).Select(e => new PatternCount(e.Pattern, e.Value))];
}
