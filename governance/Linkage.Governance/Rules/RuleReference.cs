using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>What a name in a rule file refers to, outside of the file.</summary>
public enum ReferenceTarget
{
    /// <summary>A catalogue entry.</summary>
    Entry,

    /// <summary>A purpose code.</summary>
    Purpose,

    /// <summary>A person.</summary>
    Person,
}

/// <summary>A name in a rule file that the registry has to know.</summary>
/// <param name="Target">What it refers to.</param>
/// <param name="Name">The name.</param>
/// <param name="Place">Where it was written.</param>
public sealed record RuleReference(ReferenceTarget Target, string Name, YamlNode Place);
