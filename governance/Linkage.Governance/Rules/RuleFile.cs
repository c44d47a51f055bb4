using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>One file of <c>governance/rules</c>; its form is <c>schemas/formats/rule.schema.json</c>.</summary>
public sealed class RuleFile
{
    /// <summary>The word at the head of such a file.</summary>
    public const string Kind = "LinkageRule";

    private RuleFile(string path, Rule rule, YamlNode root, IReadOnlyList<RuleReference> references)
    {
        Path = path;
        Rule = rule;
        Root = root;
        References = references;
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>The rule.</summary>
    public Rule Rule { get; }

    /// <summary>The outermost value of the file, for messages.</summary>
    public YamlNode Root { get; }

    /// <summary>Names that the registry has to know.</summary>
    public IReadOnlyList<RuleReference> References { get; }

    /// <summary>Reads a file without its registry: names of law, purposes and people are not looked up.</summary>
    /// <exception cref="ConfigurationException">The file is not a rule.</exception>
    public static RuleFile Load(string path) => Of(path, YamlDocument.Load(path).Root);

    /// <summary>Reads a text without its registry.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="ConfigurationException">The text is not a rule.</exception>
    public static RuleFile Parse(string text, string name) => Of(name, YamlDocument.Parse(text, name).Root);

    /// <summary>Reads the content of a file that is already there as values.</summary>
    internal static RuleFile Of(string path, YamlNode root)
    {
        var reader = new RuleReader();
        return new RuleFile(path, root.AsMap(reader.Read), root, reader.References);
    }

    /// <summary>The same file, its rule with other approvals.</summary>
    internal RuleFile WithApprovals(IReadOnlyList<Approval> approvals) => WithLifeCycle(Rule.Status, Rule.StatusReason, approvals);

    /// <summary>The same file, its rule with what happened to it.</summary>
    internal RuleFile WithLifeCycle(RuleStatus status, string? reason, IReadOnlyList<Approval> approvals) =>
        new(Path, RuleCanonicalForm.WithLifeCycle(Rule, status, reason, approvals), Root, References);

    /// <summary>The content hash of the rule in a file: what an approver signs.</summary>
    /// <exception cref="ConfigurationException">The file is not a rule.</exception>
    public static string HashOf(string path) => Load(path).Rule.ContentHash;
}
