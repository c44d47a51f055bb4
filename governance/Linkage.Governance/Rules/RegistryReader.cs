using System.Globalization;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Reads a governance folder and checks what must agree between its files.</summary>
internal sealed class RegistryReader(string folder)
{
    private const string PeopleFileName = "people.yaml";

    /// <summary>The files of the catalogue.</summary>
    public IReadOnlyList<string> CataloguePaths => Files(Path.Combine(folder, "catalogue"));

    /// <summary>The file of the people.</summary>
    public string PeoplePath => Path.Combine(folder, "rules", PeopleFileName);

    /// <summary>The files of the rules.</summary>
    public IReadOnlyList<string> RulePaths => [.. Files(Path.Combine(folder, "rules")).Where(path => Path.GetFileName(path) != PeopleFileName)];

    public Registry Read()
    {
        var catalogue = CataloguePaths.Select(CatalogueFile.Load).ToArray();
        var people = PeopleFile.Load(PeoplePath);
        var files = RulePaths.Select(RuleFile.Load).ToArray();
        foreach (var file in files)
        {
            CheckName(file);
        }

        return Build(catalogue, people, files);
    }

    /// <summary>Makes a registry of files that were read, and checks what must agree between them.</summary>
    public static Registry Build(IReadOnlyList<CatalogueFile> catalogueFiles, People people, RuleFile[] files) => Build(Catalogue(catalogueFiles), people, files);

    /// <summary>Makes a registry with a law that was read before.</summary>
    public static Registry Build(LegalCatalogue catalogue, People people, RuleFile[] files)
    {
        CheckVersions(files);
        foreach (var file in files)
        {
            CheckReferences(file, catalogue, people);
            CheckPredecessor(file, files);
        }

        CheckDatasets(files);
        return new Registry(catalogue, files.Select(file => file.Rule), people);
    }

    /// <summary>Makes the law of files that were read, and checks what must agree between them.</summary>
    public static LegalCatalogue Catalogue(IReadOnlyList<CatalogueFile> files)
    {
        var entries = new Dictionary<string, CatalogueEntry>(StringComparer.Ordinal);
        var purposes = new Dictionary<string, PurposeEntry>(StringComparer.Ordinal);
        foreach (var entry in files.SelectMany(file => file.Entries))
        {
            if (!entries.TryAdd(entry.Value.Id, entry.Value))
            {
                throw entry.Place.Error("another entry of the catalogue has this id; rename one.");
            }
        }

        foreach (var purpose in files.SelectMany(file => file.Purposes))
        {
            if (!purposes.TryAdd(purpose.Value.Code, purpose.Value))
            {
                throw purpose.Place.Error("another purpose of the catalogue has this code; rename one.");
            }
        }

        foreach (var entry in files.SelectMany(file => file.Entries))
        {
            if (entry.Value.Limits.Schedule1.FirstOrDefault(id => !entries.ContainsKey(id)) is not null)
            {
                throw entry.Place.Error("a Schedule 1 condition of this entry is not in the catalogue; correct its id.");
            }

            if (entry.Value.Limits.Purposes.FirstOrDefault(code => !purposes.ContainsKey(code)) is not null)
            {
                throw entry.Place.Error("a purpose of this entry is not in the catalogue; correct its code.");
            }
        }

        return new LegalCatalogue(entries.Values, purposes.Values);
    }

    private static string[] Files(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new ConfigurationException(path, null, null, "there is no such folder; check the path of the governance folder.");
        }

        var files = Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).ToArray();
        return Array.Find(files, IsMisnamed) is { } wrong
            ? throw new ConfigurationException(wrong, null, null, "the registry reads files that end in .yaml; rename this one, or it would be left out in silence.")
            : Array.FindAll(files, file => file.EndsWith(".yaml", StringComparison.Ordinal));
    }

    /// <summary>Whether a file looks like one of the registry's and would not be read.</summary>
    internal static bool IsMisnamed(string path) =>
        path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".yaml", StringComparison.Ordinal));

    private static void CheckName(RuleFile file)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"{file.Rule.Id}.v{file.Rule.Version}.yaml");
        if (Path.GetFileName(file.Path) != expected)
        {
            throw new ConfigurationException(file.Path, null, "id", $"the file of this rule version must be named {expected}; rename the file or correct id and version.");
        }
    }

    private static void CheckVersions(RuleFile[] files)
    {
        var seen = new HashSet<(string, int)>();
        if (Array.Find(files, file => !seen.Add((file.Rule.Id, file.Rule.Version))) is { } again)
        {
            throw new ConfigurationException(again.Path, again.Root.Line, "version", "this rule version is there twice; give one of them another id or version.");
        }
    }

    private static void CheckReferences(RuleFile file, LegalCatalogue catalogue, People people)
    {
        foreach (var reference in file.References)
        {
            var (isKnown, where) = reference.Target switch
            {
                ReferenceTarget.Entry => (catalogue.TryGet(reference.Name, out _), "an entry of the catalogue"),
                ReferenceTarget.Purpose => (catalogue.TryGetPurpose(reference.Name, out _), "a purpose of the catalogue"),
                ReferenceTarget.Person => (people.TryFind(reference.Name, out _), $"a person of {PeopleFileName}"),
                _ => throw new InvalidOperationException("A reference has no target."),
            };
            if (!isKnown)
            {
                throw reference.Place.Error($"{YamlNode.Quote(reference.Name)} is not {where}; correct it or add it there.");
            }
        }
    }

    private static void CheckPredecessor(RuleFile file, RuleFile[] files)
    {
        if (file.Rule.Supersedes is { } older && !Array.Exists(files, other => other.Rule.Id == file.Rule.Id && other.Rule.Version == older))
        {
            throw new ConfigurationException(
                file.Path, null, "supersedes", "the version it supersedes is not among the rules; keep that file as the record of what was in force, or correct the number.");
        }
    }

    /// <summary>Two rules that describe one dataset differently would let one of them slip a bar.</summary>
    private static void CheckDatasets(RuleFile[] files)
    {
        var live = files.Where(file => file.Rule.Status is RuleStatus.Proposed or RuleStatus.Approved or RuleStatus.Suspended);
        var known = live.SelectMany(file => file.Rule.Datasets.Select(dataset => (File: file, dataset.Id, Form: $"{dataset.Origin}|{dataset.Provider}|{string.Join(',', dataset.Subjects.Order())}"))).ToLookup(described => described.Id, StringComparer.Ordinal);
        foreach (var described in known.Select(dataset => dataset.ToArray()).Where(rules => rules.Any(rule => rule.Form != rules[0].Form)))
        {
            foreach (var (index, other) in described.Index())
            {
                if (described.Take(index).FirstOrDefault(one => one.Form != other.Form && !Replaces(one.File.Rule, other.File.Rule)) is { File: not null } one)
                {
                    throw new ConfigurationException(
                        other.File.Path,
                        null,
                        "datasets",
                        $"{Path.GetFileName(one.File.Path)} gives {YamlNode.Quote(other.Id)} another origin, provider or subjects; both must say the same.");
                }
            }
        }
    }

    // A version may say something else of a dataset than the one it replaces.
    private static bool Replaces(Rule one, Rule other) =>
        one.Id == other.Id && (one.Supersedes == other.Version || other.Supersedes == one.Version);
}
