using Linkage.Governance.Grants;
using Linkage.Governance.Rules;

namespace Linkage.Pipeline.Link;

/// <summary>
/// Which datasets are compared with which under a grant, and from what probability on. Datasets that are joined form persons together
/// (their own duplicates included); a dataset that is only anti-joined, and a suppression list, is probed: it meets each person but joins nobody to anybody.
/// </summary>
/// <param name="Persons">Datasets whose records form persons.</param>
/// <param name="Probes">Datasets that are only looked up in.</param>
/// <param name="Pairs">The permitted pairs, each once.</param>
internal sealed record LinkPairs(IReadOnlyList<string> Persons, IReadOnlyList<string> Probes, IReadOnlyList<LinkPair> Pairs)
{
    /// <summary>
    /// Least probability at which a record meets a suppression list. Lower than for any join: to leave out a person by mistake
    /// costs a letter; to write to the wrong door may cost far more.
    /// </summary>
    public const double SuppressionProbability = 0.5;

    /// <summary>Reads the pairs off a grant.</summary>
    public static LinkPairs Of(Grant grant)
    {
        var antiOnly = grant.Joins.Where(j => j.Type == JoinType.Anti).Select(j => j.Right)
            .Except(grant.Joins.Where(j => j.Type != JoinType.Anti).SelectMany(j => new[] { j.Left, j.Right }))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var persons = grant.Datasets.Keys.Except(antiOnly).Order(StringComparer.Ordinal).ToList();
        var lists = grant.SuppressionLists.Order(StringComparer.Ordinal).ToList();

        // A dataset's own duplicates are found at the strictest probability of its joins.
        var own = persons.Select(p => new LinkPair(p, p, grant.Joins.Where(j => j.Left == p || j.Right == p).Select(j => j.MinimumProbability).DefaultIfEmpty(0.95).Max()));
        var joins = grant.Joins.Select(j => new LinkPair(j.Left, j.Right, j.MinimumProbability));
        var suppressions = lists.SelectMany(l => persons.Select(p => new LinkPair(p, l, SuppressionProbability)));
        return new LinkPairs(persons, [.. antiOnly, .. lists], [.. own, .. joins, .. suppressions]);
    }
}

/// <summary>A permitted pair.</summary>
/// <param name="Left">One dataset.</param>
/// <param name="Right">The other, or the same for duplicates within it.</param>
/// <param name="MinimumProbability">Least match probability, 0 to 1.</param>
internal sealed record LinkPair(string Left, string Right, double MinimumProbability);
