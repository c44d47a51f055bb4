namespace Linkage.Matching.Evaluation;

/// <summary>True pairs and links by the groups of their two records, so that those with a record of a group, and those without, can be counted.</summary>
internal sealed class GroupCells
{
    private readonly Dictionary<(int L, int R), GroupCounts> _cells = [];

    /// <summary>Adds to the pairs between two groups, or within one.</summary>
    internal void Add(int left, int right, GroupCounts counts) => _cells[(left, right)] = _cells.GetValueOrDefault((left, right)) + counts;

    /// <summary>Pairs with a record of a group.</summary>
    internal GroupCounts With(int group) => Sum((l, r) => l == group || r == group);

    /// <summary>Pairs without a record of some groups.</summary>
    internal GroupCounts Without(IReadOnlySet<int> groups) => Sum((l, r) => !groups.Contains(l) && !groups.Contains(r));

    private GroupCounts Sum(Func<int, int, bool> counts) =>
        _cells.Where(c => counts(c.Key.L, c.Key.R)).Aggregate(default(GroupCounts), (sum, cell) => sum + cell.Value);
}

/// <summary>Counts of some pairs.</summary>
/// <param name="TruePairs">Pairs of one entity.</param>
/// <param name="Links">Links.</param>
/// <param name="TrueLinks">Links of one entity.</param>
internal readonly record struct GroupCounts(long TruePairs, long Links, long TrueLinks)
{
    /// <summary>True pairs that are no link.</summary>
    internal long Missed => TruePairs - TrueLinks;

    /// <summary>Links that are not true.</summary>
    internal long Wrong => Links - TrueLinks;

    /// <summary>The counts of both.</summary>
    public static GroupCounts operator +(GroupCounts left, GroupCounts right) =>
        new(left.TruePairs + right.TruePairs, left.Links + right.Links, left.TrueLinks + right.TrueLinks);
}
