namespace Linkage.Pipeline.Release;

/// <summary>Keys of the marks in the metadata of a released Parquet file by which it is known again.</summary>
internal static class ReleaseMarks
{
    /// <summary>Id of the rule that the release was made under.</summary>
    public const string Rule = "linkage.rule";

    /// <summary>Version of that rule.</summary>
    public const string RuleVersion = "linkage.rule_version";
}
