using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.LifeCycle;

/// <summary>A document of a registry as text, wherever it is kept.</summary>
/// <param name="Name">How messages name it.</param>
/// <param name="Text">The YAML.</param>
public sealed record RegistryDocument(string Name, string Text);

/// <summary>A rule version as it is kept: its content, and apart from it what happened to it.</summary>
/// <param name="Document">Its YAML; status and approvals in it count for nothing.</param>
/// <param name="Changes">What happened to it, in order.</param>
/// <param name="Approvals">Its approvals.</param>
public sealed record RuleDocument(RegistryDocument Document, IReadOnlyList<RuleChange> Changes, IReadOnlyList<Approval> Approvals);

/// <summary>
/// The documents a registry is made of. A text that was read once is not read again: versions of documents never change.
/// </summary>
public sealed class RegistryDocuments
{
    private readonly Dictionary<string, (string Text, CatalogueFile File)> _catalogue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, RuleFile File)> _rules = new(StringComparer.Ordinal);
    private (string Text, People People)? _people;

    /// <summary>Makes the registry and checks what must agree between the documents.</summary>
    /// <param name="catalogue">The files of the catalogue.</param>
    /// <param name="people">The directory of people.</param>
    /// <param name="rules">The rule versions.</param>
    /// <exception cref="ConfigurationException">A document is refused, or the documents do not agree.</exception>
    public Registry Build(IEnumerable<RegistryDocument> catalogue, RegistryDocument people, IEnumerable<RuleDocument> rules)
    {
        var directory = PeopleOf(people);
        return RegistryReader.Build([.. catalogue.Select(Catalogue)], directory, [.. rules.Select(rule =>
        {
            var file = RuleFileOf(rule.Document);
            var (status, reason) = RuleHistory.StatusOf(file.Rule, rule.Changes, directory);
            return file.WithLifeCycle(status, reason, rule.Approvals);
        })]);
    }

    private CatalogueFile Catalogue(RegistryDocument document)
    {
        if (!_catalogue.TryGetValue(document.Name, out var known) || known.Text != document.Text)
        {
            _catalogue[document.Name] = known = (document.Text, CatalogueFile.Of(YamlDocument.Parse(document.Text, document.Name).Root));
        }

        return known.File;
    }

    private People PeopleOf(RegistryDocument document)
    {
        if (_people is not { } known || known.Text != document.Text)
        {
            _people = known = (document.Text, PeopleFile.Of(YamlDocument.Parse(document.Text, document.Name).Root));
        }

        return known.People;
    }

    private RuleFile RuleFileOf(RegistryDocument document)
    {
        if (!_rules.TryGetValue(document.Name, out var known) || known.Text != document.Text)
        {
            _rules[document.Name] = known = (document.Text, RuleFile.Of(document.Name, YamlDocument.Parse(document.Text, document.Name).Root));
        }

        return known.File;
    }
}
