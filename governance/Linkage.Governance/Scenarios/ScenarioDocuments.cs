using Linkage.Governance.Documents;

namespace Linkage.Governance.Scenarios;

/// <summary>The files that scenarios name, each read once. Scenarios put changed copies in their place and leave them as they are.</summary>
internal sealed class ScenarioDocuments
{
    private readonly Dictionary<string, YamlNode> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScenarioRegistry> _registries = new(StringComparer.Ordinal);

    /// <summary>The outermost value of a file.</summary>
    /// <exception cref="ConfigurationException">There is no such file, or it is not plain YAML.</exception>
    public YamlNode Root(string path)
    {
        if (!_read.TryGetValue(path, out var root))
        {
            root = YamlDocument.Load(path).Root;
            _read.Add(path, root);
        }

        return root;
    }

    /// <summary>The registry of a governance folder as it is, made once.</summary>
    public ScenarioRegistry Registry(string folder, Func<ScenarioRegistry> make) =>
        _registries.TryGetValue(folder, out var registry) ? registry : _registries[folder] = make();
}
