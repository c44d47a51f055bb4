using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>
/// What the datasets of a request were made of. A derived dataset or saved cohort inherits the intersection of what its parents permit, so every use of it counts as
/// a use of each of them, of parents of parents too.
/// </summary>
internal sealed class Lineage
{
    private readonly Registry _registry;

    private Lineage(Registry registry, IReadOnlyList<RequestedDataset> datasets)
    {
        _registry = registry;
        Datasets = datasets;
    }

    /// <summary>The datasets that the request names and their parents; every column with all the uses that are asked of it, directly or by way of what was made of it.</summary>
    public IReadOnlyList<RequestedDataset> Datasets { get; }

    /// <summary>Those of them that were made of others.</summary>
    public IEnumerable<RequestedDataset> Derived => Datasets.Where(dataset => dataset.DerivedFrom is not null);

    /// <summary>Reads the lineage of a request.</summary>
    public static Lineage Of(Registry registry, GateRequest request)
    {
        var sources = request.Outputs.SelectMany(output => output.Columns).SelectMany(column => column.Sources).ToHashSet(StringComparer.Ordinal);
        return new Lineage(registry, [.. request.Datasets.Select(dataset => WithOutputs(dataset, sources)).SelectMany(WithParents)]);
    }

    /// <summary>The rule version that a derived dataset was made under, or null when the registry does not have it.</summary>
    public Rule? MadeUnder(RequestedDerivation derivation) => _registry.VersionsOf(derivation.Rule).FirstOrDefault(rule => rule.Version == derivation.Version);

    /// <summary>The parents of a derived dataset, with what is asked of them by way of it.</summary>
    public static IEnumerable<RequestedDataset> ParentsOf(RequestedDataset dataset) => (dataset.DerivedFrom?.Parents ?? []).Select(parent => UsedBy(dataset, parent));

    /// <summary>Everything that a dataset was made of, parents of parents too.</summary>
    public static IEnumerable<string> AncestorsOf(RequestedDataset dataset) => WithParents(dataset).Skip(1).Select(ancestor => ancestor.Id);

    /// <summary>
    /// The datasets whose people stand in a row of a dataset: itself and the parents that were linked in it. A parent that was only probed (an anti-join) left people out and has none in it.
    /// </summary>
    public IEnumerable<string> LinkedIn(string id) => Named(id).SelectMany(LinkedIn).Prepend(id).Distinct(StringComparer.Ordinal);

    /// <summary>The datasets that a dataset was probed against when it was made: each of its rows says that its person is not among theirs.</summary>
    public IEnumerable<string> ProbedIn(string id) => Named(id).SelectMany(ProbedIn).Distinct(StringComparer.Ordinal);

    /// <summary>The parents that were linked in a derived dataset.</summary>
    public IReadOnlyList<RequestedDataset> LinkedParentsOf(RequestedDataset dataset) => [.. Parents(dataset, probed: false)];

    /// <summary>The parents that a derived dataset was probed against.</summary>
    public IReadOnlyList<RequestedDataset> ProbedParentsOf(RequestedDataset dataset) => [.. Parents(dataset, probed: true)];

    private IEnumerable<RequestedDataset> Named(string id) => Datasets.Where(dataset => dataset.Id == id);

    private IEnumerable<string> LinkedIn(RequestedDataset dataset) => LinkedParentsOf(dataset).SelectMany(LinkedIn).Prepend(dataset.Id);

    private IEnumerable<string> ProbedIn(RequestedDataset dataset) => ProbedParentsOf(dataset).Select(parent => parent.Id).Concat(LinkedParentsOf(dataset).SelectMany(ProbedIn));

    private IEnumerable<RequestedDataset> Parents(RequestedDataset dataset, bool probed)
    {
        if (dataset.DerivedFrom is not { } derivation)
        {
            return [];
        }

        var joins = MadeUnder(derivation)?.Joins ?? [];
        return derivation.Parents.Where(parent => (IsProbed(joins, parent.Id) && !Gave(dataset, parent)) == probed);
    }

    /// <summary>Whether a column was made of a parent's: then its people stand in the rows, whatever the rule calls the join.</summary>
    private static bool Gave(RequestedDataset dataset, RequestedDataset parent) =>
        parent.Columns.Any(column => dataset.Columns.Any(made => (made.From ?? []).Contains($"{parent.Id}.{column.Name}", StringComparer.Ordinal)));

    private static bool IsProbed(IReadOnlyList<RuleJoin> joins, string dataset)
    {
        var own = joins.Where(join => join.Left == dataset || join.Right == dataset).ToArray();
        return own.Length > 0 && own.All(join => join.Right == dataset && join.Types.All(type => type == JoinType.Anti));
    }

    private static RequestedDataset WithOutputs(RequestedDataset dataset, HashSet<string> sources) => dataset with
    {
        Columns = [.. dataset.Columns.Select(column => sources.Contains($"{dataset.Id}.{column.Name}") ? Used(column, [nameof(ColumnUse.Output)]) : column)],
    };

    private static IEnumerable<RequestedDataset> WithParents(RequestedDataset dataset) =>
        ParentsOf(dataset).SelectMany(WithParents).Prepend(dataset);

    /// <summary>A parent with what is asked of it by way of a dataset; a column of which nothing is asked is left out.</summary>
    private static RequestedDataset UsedBy(RequestedDataset dataset, RequestedDataset parent) => parent with
    {
        Columns =
        [
            .. parent.Columns
                .Select(column => Used(column, dataset.Columns.Where(made => (made.From ?? []).Contains($"{parent.Id}.{column.Name}", StringComparer.Ordinal)).SelectMany(made => made.Uses)))
                .Where(column => column.Uses.Count > 0),
        ],
    };

    private static RequestedColumn Used(RequestedColumn column, IEnumerable<string> uses) => column with { Uses = [.. column.Uses.Concat(uses).Distinct(StringComparer.Ordinal)] };
}
