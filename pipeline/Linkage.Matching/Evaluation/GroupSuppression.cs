namespace Linkage.Matching.Evaluation;

/// <summary>
/// Which groups' figures can be shown so that no small count of pairs, found, missed or wrong, is told: neither of a group, nor of the rest (which is the
/// whole less the group), nor of all the groups that are withheld together (the whole less those shown). Zero is no small count.
/// </summary>
internal sealed class GroupSuppression
{
    private readonly GroupCells _cells;
    private readonly int _least;
    private readonly HashSet<int> _recall;
    private readonly HashSet<int> _precision;

    /// <summary>Decides.</summary>
    /// <param name="groups">The groups, by number.</param>
    /// <param name="cells">Their counts.</param>
    /// <param name="least">The least count that may be told.</param>
    internal GroupSuppression(IReadOnlyList<int> groups, GroupCells cells, int least)
    {
        (_cells, _least) = (cells, least);
        bool Shown(int group, Func<GroupCounts, long> error) =>
            new[] { cells.With(group), cells.Without(new HashSet<int> { group }) }.All(c => !IsSmall(c.TrueLinks) && !IsSmall(error(c)));
        _recall = [.. groups.Where(g => Shown(g, c => c.Missed))];
        _precision = [.. groups.Where(g => Shown(g, c => c.Wrong))];

        // Each round withholds one more, until what is withheld together is not small, or nothing is shown.
        while (Withhold(_recall, c => c.Missed) || Withhold(_precision, c => c.Wrong) || WithholdFound())
        {
        }
    }

    /// <summary>Whether recall of a group, and its true pairs, are shown.</summary>
    internal bool ShowsRecall(int group) => _recall.Contains(group);

    /// <summary>Whether precision of a group, and its links, are shown.</summary>
    internal bool ShowsPrecision(int group) => _precision.Contains(group);

    private bool IsSmall(long count) => count > 0 && count < _least;

    private bool Withhold(HashSet<int> shown, Func<GroupCounts, long> error) =>
        shown.Count > 0 && IsSmall(error(_cells.Without(shown))) && shown.Remove(Smallest(shown));

    /// <summary>True links stand in both shares.</summary>
    private bool WithholdFound()
    {
        HashSet<int> shown = [.. _recall, .. _precision];
        if (shown.Count == 0 || !IsSmall(_cells.Without(shown).TrueLinks))
        {
            return false;
        }

        var group = Smallest(shown);
        _recall.Remove(group);
        _precision.Remove(group);
        return true;
    }

    private int Smallest(HashSet<int> groups) => groups.OrderBy(g => _cells.With(g).TruePairs).ThenBy(g => g).First();
}
