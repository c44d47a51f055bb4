using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>How often a field holds a usable value in a dataset, after normalising: a placeholder ("UNKNOWN", 01/01/1900) counts as missing.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Field">The field's name, as in the model.</param>
/// <param name="Records">Records of the dataset.</param>
/// <param name="Present">Those with a value.</param>
public sealed record FieldCompleteness(string Dataset, string Field, long Records, long Present)
{
    /// <summary>Records without a value.</summary>
    public long Missing => Records - Present;

    /// <summary>Share of records without a value, 0 to 1; null without records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? MissingShare => Records == 0 ? null : (double)Missing / Records;
}
