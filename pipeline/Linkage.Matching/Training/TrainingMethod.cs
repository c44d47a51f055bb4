using System.Text.Json.Serialization;

namespace Linkage.Matching.Training;

/// <summary>How a model is trained.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingMethod>))]
public enum TrainingMethod
{
    /// <summary>
    /// Expectation-maximisation over every possible pair: m, prior, household pairs and their shares in one session; u is freed of matches each round.
    /// </summary>
    Population,

    /// <summary>
    /// Splink's way: one session a training rule on the pairs of that rule, without the comparisons the rule looks at; u from random pairs and held; the
    /// median of the sessions; prior from deterministic rules.
    /// </summary>
    PerRule,
}
