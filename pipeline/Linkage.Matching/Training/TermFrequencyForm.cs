using System.Text.Json.Serialization;

namespace Linkage.Matching.Training;

/// <summary>How the frequency of a value changes what an exact agreement on it says. In the formulas tf is the value's share among all values, u the rate of exact agreement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TermFrequencyForm>))]
public enum TermFrequencyForm
{
    /// <summary>
    /// log2(u / f), with f = (n - 2 + 1/2) / (values + 1/2 / u) and n the records with the value: the pair's own two records do not count, and a value seen
    /// seldom leans on the average.
    /// </summary>
    Smoothed,

    /// <summary>log2(u / tf), as Splink does it.</summary>
    Plain,

    /// <summary>No change.</summary>
    None,
}
