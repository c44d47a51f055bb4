using System.Text.Json.Serialization;

namespace Linkage.Matching.Settings;

/// <summary>What a column means. In the file a word, as in <c>"dob": "dateOfBirth"</c>, or an object with <c>meaning</c> and <c>field</c>.</summary>
/// <param name="Meaning">What it holds; null for a column that is no evidence, which is written <c>ignore</c>.</param>
/// <param name="Field">For general meanings (Text, Code ...): the name under which columns of several inputs are one field; null takes the column's own name.</param>
[JsonConverter(typeof(ColumnSettingsConverter))]
public sealed record ColumnSettings(FieldMeaning? Meaning, string? Field = null)
{
    /// <summary>What a column that is no evidence is written as.</summary>
    public const string Ignore = "ignore";

    /// <summary>A column that is no evidence.</summary>
    public static ColumnSettings Ignored { get; } = new(Meaning: null);
}
