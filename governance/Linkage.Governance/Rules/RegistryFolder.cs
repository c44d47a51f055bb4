using Linkage.Governance.Documents;
using Linkage.Governance.LifeCycle;

namespace Linkage.Governance.Rules;

/// <summary>A governance folder: <c>catalogue/*.yaml</c> and <c>rules/*.yaml</c>.</summary>
/// <param name="folder">The folder that holds <c>catalogue</c> and <c>rules</c>.</param>
public sealed class RegistryFolder(string folder) : IRegistrySource
{
    /// <inheritdoc/>
    public Registry Load() => Registry.Load(folder);

    /// <summary>The documents of the folder, each by the name of its file without its ending; of the rules also what was read.</summary>
    /// <exception cref="ConfigurationException">A folder or file is missing, a file is refused, or the files do not agree.</exception>
    public (IReadOnlyList<RegistryDocument> Catalogue, RegistryDocument People, IReadOnlyList<(RegistryDocument Document, Rule Rule)> Rules) Read()
    {
        var reader = new RegistryReader(folder);
        _ = reader.Read();
        return (
            [.. reader.CataloguePaths.Select(Document)],
            Document(reader.PeoplePath),
            [.. reader.RulePaths.Select(path => (Document(path), RuleFile.Load(path).Rule))]);
    }

    private static RegistryDocument Document(string path) => new(Path.GetFileNameWithoutExtension(path), YamlDocument.Load(path).Text.ReplaceLineEndings("\n"));
}
