using System.Text.Json.Nodes;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Everything a decision is made from: the law, the rules with their approvals, and the people. Immutable.</summary>
public sealed class Registry
{
    private readonly Dictionary<string, IReadOnlyList<Rule>> _byId;
    private readonly Dictionary<string, int[]> _byDataset;

    /// <summary>Makes a registry from its parts; <see cref="Load"/> reads one from files.</summary>
    /// <param name="catalogue">The law.</param>
    /// <param name="rules">Rule versions, each id and version once.</param>
    /// <param name="people">The people.</param>
    /// <exception cref="ArgumentException">A rule version is there twice.</exception>
    public Registry(LegalCatalogue catalogue, IEnumerable<Rule> rules, People people)
    {
        Catalogue = catalogue;
        People = people;
        Rules = [.. rules.OrderBy(rule => rule.Id, StringComparer.Ordinal).ThenBy(rule => rule.Version)];
        if (Rules.DistinctBy(rule => (rule.Id, rule.Version)).Count() != Rules.Count)
        {
            throw new ArgumentException("A rule version is there twice.", nameof(rules));
        }

        _byId = Rules.GroupBy(rule => rule.Id, StringComparer.Ordinal).ToDictionary(rules => rules.Key, rules => (IReadOnlyList<Rule>)[.. rules], StringComparer.Ordinal);
        _byDataset = Rules.Index()
            .SelectMany(rule => rule.Item.Datasets.Select(dataset => (dataset.Id, rule.Index)))
            .GroupBy(named => named.Id, named => named.Index, StringComparer.Ordinal)
            .ToDictionary(rules => rules.Key, rules => rules.ToArray(), StringComparer.Ordinal);
        Hash = HashOf(this);
    }

    /// <summary>The law.</summary>
    public LegalCatalogue Catalogue { get; }

    /// <summary>All rule versions, by id and version.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The versions of a rule, ascending; none where there is no such rule.</summary>
    public IReadOnlyList<Rule> VersionsOf(string id) => _byId.TryGetValue(id, out var versions) ? versions : [];

    /// <summary>The rule versions that name at least one of some datasets, by id and version.</summary>
    public IReadOnlyList<Rule> Naming(IEnumerable<string> datasets) =>
        [.. datasets.SelectMany(dataset => _byDataset.TryGetValue(dataset, out var rules) ? rules : []).Distinct().OrderBy(index => index).Select(index => Rules[index])];

    /// <summary>The people.</summary>
    public People People { get; }

    /// <summary>SHA-256 over the whole registry, statuses and approvals included: which registry a decision was made from.</summary>
    public string Hash { get; }

    /// <summary>Reads <c>catalogue/*.yaml</c> and <c>rules/*.yaml</c> of a governance folder. The order of files means nothing.</summary>
    /// <param name="governanceFolder">The folder that holds <c>catalogue</c> and <c>rules</c>.</param>
    /// <exception cref="ConfigurationException">A folder or file is missing, a file is refused, or the files do not agree.</exception>
    public static Registry Load(string governanceFolder) => new RegistryReader(governanceFolder).Read();

    private static string HashOf(Registry registry)
    {
        Parallel.ForEach(registry.Rules, rule => _ = rule.ContentHash);
        return CanonicalHash.Of(new JsonObject
        {
            ["catalogue"] = registry.Catalogue.Hash,
            ["rules"] = CanonicalForm.Of(registry.Rules.Select(rule => new { rule.ContentHash, rule.Status, rule.StatusReason, rule.Approvals })),
            ["people"] = registry.People.Hash,
        });
    }
}
