using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// The registry of a scenario: a governance folder, or rule versions chosen one by one with the law and the people of that folder.
/// Immutable; each change gives another one.
/// </summary>
internal sealed class ScenarioRegistry
{
    private readonly IReadOnlyList<(string Path, YamlNode Root)> _catalogue;
    private readonly IReadOnlyList<(string Path, YamlNode Root, bool IsChanged)> _rules;
    private readonly YamlNode _people;

    /// <summary>The law of <see cref="_catalogue"/>, made once for all scenarios that leave it as it is.</summary>
    private readonly Lazy<LegalCatalogue> _law;

    private ScenarioRegistry(
        IReadOnlyList<(string Path, YamlNode Root)> catalogue, Lazy<LegalCatalogue> law, IReadOnlyList<(string Path, YamlNode Root, bool IsChanged)> rules, YamlNode people)
    {
        _catalogue = catalogue;
        _law = law;
        _rules = rules;
        _people = people;
    }

    private ScenarioRegistry(
        IReadOnlyList<(string Path, YamlNode Root)> catalogue, IReadOnlyList<(string Path, YamlNode Root, bool IsChanged)> rules, YamlNode people)
        : this(catalogue, new(() => RegistryReader.Catalogue([.. catalogue.Select(file => CatalogueFile.Of(file.Root))])), rules, people)
    {
    }

    /// <summary>A governance folder as it is.</summary>
    /// <exception cref="ConfigurationException">A folder or file is missing or is not plain YAML.</exception>
    public static ScenarioRegistry OfFolder(string folder, ScenarioDocuments documents) => documents.Registry(folder, () =>
    {
        var reader = new RegistryReader(folder);
        return new ScenarioRegistry(
            [.. reader.CataloguePaths.Select(path => (path, documents.Root(path)))],
            [.. reader.RulePaths.Select(path => (path, documents.Root(path), false))],
            documents.Root(reader.PeoplePath));
    });

    /// <summary>The same law and people with these rule versions and no others.</summary>
    public ScenarioRegistry WithRules(IReadOnlyList<(string Path, YamlNode Root, bool IsChanged)> rules) => new(_catalogue, _law, rules, _people);

    /// <summary>The same law and rules with these people.</summary>
    public ScenarioRegistry WithPeople(YamlNode people) => new(_catalogue, _law, _rules, people);

    /// <summary>With one change to a rule version.</summary>
    /// <exception cref="ConfigurationException">It does not say which rule version, or leads nowhere.</exception>
    public ScenarioRegistry ChangeRule(Edit edit)
    {
        var meant = Enumerable.Range(0, _rules.Count).Where(index => edit.Target is not { } name || NameOf(_rules[index].Root) == name).ToArray();
        return meant switch
        {
            [var one] => new ScenarioRegistry(
                _catalogue, _law, [.. _rules.Select((rule, index) => index == one ? (rule.Path, edit.Apply(rule.Root), true) : rule)], _people),
            [] => throw edit.Place.Error($"no rule version of the registry is the one named under 'rule'; it holds {string.Join(", ", _rules.Select(rule => NameOf(rule.Root)))}."),
            _ => throw edit.Place.Error($"the registry holds {meant.Length} rule versions; say which one with 'rule', as in: rule: {NameOf(_rules[meant[0]].Root)}."),
        };
    }

    /// <summary>With one change to the people.</summary>
    /// <exception cref="ConfigurationException">It leads nowhere.</exception>
    public ScenarioRegistry ChangePeople(Edit edit) => new(_catalogue, _law, _rules, edit.Apply(_people));

    /// <summary>With one change to an entry of the catalogue.</summary>
    /// <exception cref="ConfigurationException">It does not say which entry, or leads nowhere.</exception>
    public ScenarioRegistry ChangeLaw(Edit edit)
    {
        var isFound = false;
        var catalogue = _catalogue.Select(file => file.Root is YamlMapping map ? (file.Path, InEntries(map)) : file).ToArray();
        return isFound
            ? new ScenarioRegistry(catalogue, _rules, _people)
            : throw edit.Place.Error("no entry of the catalogue is the one named under 'entry'; write its id there, as in: entry: LA11-1.");

        YamlNode InEntries(YamlMapping map) => new YamlMapping(map.File, map.Line, map.Key, [.. map.Entries.Select(member =>
            member is { Key: "entries", Value: YamlList list }
                ? KeyValuePair.Create(member.Key, (YamlNode)new YamlList(list.File, list.Line, list.Key, [.. list.Items.Select(Changed)]))
                : member)]);

        YamlNode Changed(YamlNode entry)
        {
            if (edit.Target is null || TextOf(entry, "id") != edit.Target)
            {
                return entry;
            }

            isFound = true;
            return edit.Apply(entry);
        }
    }

    /// <summary>Reads it as the gate does.</summary>
    /// <param name="approvers">Who signs the approvals of changed rules anew; null to leave what they signed before.</param>
    /// <exception cref="ConfigurationException">A file is refused, or the files do not agree.</exception>
    public Registry Read(ScenarioApprovers? approvers)
    {
        var people = PeopleFile.Of(_people);
        var files = _rules.Select(rule => RuleFile.Of(rule.Path, rule.Root)).ToArray();
        if (approvers is not null && _rules.Any(rule => rule.IsChanged))
        {
            people = approvers.WithKeys(people);
            files = [.. files.Select((file, index) => _rules[index].IsChanged ? approvers.Signed(file, people) : file)];
        }

        return RegistryReader.Build(_law.Value, people, files);
    }

    private static string NameOf(YamlNode rule) => $"{TextOf(rule, "id")} v{TextOf(rule, "version")}";

    private static string? TextOf(YamlNode node, string key) => (node as YamlMapping)?.Entries.FirstOrDefault(member => member.Key == key).Value is YamlScalar text ? text.Value : null;
}
