namespace Linkage.Governance.Documents;

/// <summary>A value together with its place in a file, for messages about it that can only be made later.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it was written.</param>
public sealed record Located<T>(T Value, YamlNode Place);
