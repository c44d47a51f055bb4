namespace Linkage.Governance.Documents;

/// <summary>A single value as written, without any guess at its type.</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(string file, int line, string key, string value, bool isQuoted)
        : base(file, line, key)
    {
        Value = value;
        IsQuoted = isQuoted;
    }

    /// <summary>The text, with quotes and escapes resolved.</summary>
    public string Value { get; }

    /// <summary>Whether it was written in quotes or as a block.</summary>
    public bool IsQuoted { get; }

    /// <summary>Whether there is no value: nothing written, <c>~</c>, <c>null</c>, or only white space.</summary>
    public bool IsNull => string.IsNullOrWhiteSpace(Value) || (!IsQuoted && (Value is "~" or "null" or "Null" or "NULL"));

    private protected override string Kind => IsNull ? "empty" : "a single value";
}
