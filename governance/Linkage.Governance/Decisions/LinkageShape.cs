using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>Which datasets of a request are linked with each other, and which are only probed.</summary>
internal sealed record LinkageShape
{
    /// <summary>Datasets that stand in no join although there are others.</summary>
    public required IReadOnlyList<string> Unjoined { get; init; }

    /// <summary>Every two datasets that are linked, each pair once.</summary>
    public required IReadOnlyList<(string Left, string Right)> BasePairs { get; init; }

    /// <summary>Every linked dataset with every dataset that it is probed against.</summary>
    public required IReadOnlyList<(string Left, string Probed)> ProbedPairs { get; init; }

    /// <summary>Linked datasets, by id.</summary>
    public required IReadOnlyList<string> Base { get; init; }

    /// <summary>Reads the shape of a request. A dataset is probed only when every join it stands in is an anti-join with it on the right.</summary>
    public static LinkageShape Of(GateRequest request)
    {
        var all = request.Datasets.Select(dataset => dataset.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var probed = all
            .Where(id => request.Joins.Any(join => join.Right == id))
            .Where(id => request.Joins.Where(join => join.Right == id || join.Left == id).All(join => join.Type == nameof(JoinType.Anti) && join.Left != id))
            .ToArray();
        var linked = all.Except(probed, StringComparer.Ordinal).ToArray();
        return new LinkageShape
        {
            Unjoined = all.Length < 2 ? [] : [.. all.Where(id => !request.Joins.Any(join => join.Left == id || join.Right == id))],
            Base = linked,
            BasePairs = [.. linked.SelectMany((left, index) => linked.Skip(index + 1).Select(right => (left, right)))],
            ProbedPairs = [.. linked.SelectMany(left => probed.Select(right => (left, right)))],
        };
    }
}
