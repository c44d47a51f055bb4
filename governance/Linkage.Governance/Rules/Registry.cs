using System.Text.Json.Nodes;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Everything a decision is made from: the law, the rules with their approvals, and the people. Immutable.</summary>
public sealed class Registry
{
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

        Hash = HashOf(this);
    }

    /// <summary>The law.</summary>
    public LegalCatalogue Catalogue { get; }

    /// <summary>All rule versions, by id and version.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The people.</summary>
    public People People { get; }

    /// <summary>SHA-256 over the whole registry, statuses and approvals included: which registry a decision was made from.</summary>
    public string Hash { get; }

    /// <summary>Reads <c>catalogue/*.yaml</c> and <c>rules/*.yaml</c> of a governance folder. The order of files means nothing.</summary>
    /// <param name="governanceFolder">The folder that holds <c>catalogue</c> and <c>rules</c>.</param>
    /// <exception cref="ConfigurationException">A folder or file is missing, a file is refused, or the files do not agree.</exception>
    public static Registry Load(string governanceFolder) => new RegistryReader(governanceFolder).Read();

    private static string HashOf(Registry registry) => CanonicalHash.Of(new JsonObject
    {
        ["catalogue"] = registry.Catalogue.Hash,
        ["rules"] = CanonicalForm.Of(registry.Rules),
        ["people"] = registry.People.Hash,
    });
}
