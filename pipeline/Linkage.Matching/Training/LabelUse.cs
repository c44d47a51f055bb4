using System.Text.Json.Serialization;

namespace Linkage.Matching.Training;

/// <summary>What labels are used for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabelUse>))]
public enum LabelUse
{
    /// <summary>Semi-supervised: labelled pairs have probability 1 or 0 in every expectation step, beside the pairs without a label.</summary>
    KnownPairs,

    /// <summary>Supervised: m is counted among the pairs labelled as matches and then held; only the prior is still estimated.</summary>
    Only,
}
