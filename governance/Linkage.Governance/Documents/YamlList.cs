namespace Linkage.Governance.Documents;

/// <summary>A list of values.</summary>
public sealed class YamlList : YamlNode
{
    internal YamlList(string file, int line, string key, IReadOnlyList<YamlNode> items)
        : base(file, line, key) => Items = items;

    /// <summary>The items in the order of the file.</summary>
    public IReadOnlyList<YamlNode> Items { get; }

    private protected override string Kind => "a list";
}
