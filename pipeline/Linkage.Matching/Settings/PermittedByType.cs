namespace Linkage.Matching.Settings;

/// <summary>The pairs of datasets that a link type stands for.</summary>
internal static class PermittedByType
{
    /// <summary>The permitted pairs of the settings, or those of their link type; null where neither says anything.</summary>
    /// <exception cref="MatchingInputException">One dataset is to be linked with others.</exception>
    internal static IReadOnlyList<DatasetPair>? Of(LinkSettings settings, IReadOnlyList<string> datasets)
    {
        if (settings.PermittedPairs is not null || settings.LinkType is not { } type)
        {
            return settings.PermittedPairs;
        }

        if (type == LinkType.LinkOnly && datasets.Count == 1)
        {
            throw new MatchingInputException("The link type is linkOnly, and there is one dataset.", "linkType", "Give two datasets, or use dedupe.");
        }

        return [.. datasets.Index().SelectMany(l => datasets.Skip(l.Index).Select(r => new DatasetPair(l.Item, r))).Where(p => type == LinkType.LinkAndDedupe || (p.Left == p.Right) == (type == LinkType.Dedupe))];
    }
}
