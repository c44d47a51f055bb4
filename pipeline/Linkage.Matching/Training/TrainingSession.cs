using System.Text.Json.Serialization;

namespace Linkage.Matching.Training;

/// <summary>One session of expectation-maximisation, as it went.</summary>
public sealed record TrainingSession
{
    /// <summary>The pairs it was trained on: "every possible pair", or the name of a training rule.</summary>
    public required string Name { get; init; }

    /// <summary>Compared pairs it looked at. Of a sample, what it stands for.</summary>
    public required long Pairs { get; init; }

    /// <summary>Distinct patterns of those pairs.</summary>
    public required int Patterns { get; init; }

    /// <summary>The comparisons whose m it estimates.</summary>
    public required IReadOnlyList<string> Comparisons { get; init; }

    /// <summary>Matches among the pairs, as expected in the last round.</summary>
    public required double ExpectedMatches { get; init; }

    /// <summary>Prior probability of a match among the pairs after the last round.</summary>
    public required double Prior { get; init; }

    /// <summary>Rounds it took.</summary>
    public required int Rounds { get; init; }

    /// <summary>Rounds it was allowed.</summary>
    public required int MostRounds { get; init; }

    /// <summary>Why it ended.</summary>
    public required SessionEnd Ended { get; init; }

    /// <summary>The largest change of a parameter in the last round: of an m or share by itself, of a prior relative to it.</summary>
    public required double LastChange { get; init; }

    /// <summary>The parameter that changed most in the last round, such as "m of forename, 'other'"; null when no round was gone through.</summary>
    public required string? MovedMost { get; init; }

    /// <summary>True unless it was stopped by the number of rounds.</summary>
    [JsonIgnore]
    public bool Converged => Ended != SessionEnd.MostRounds;
}

/// <summary>Why a session of training ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionEnd>))]
public enum SessionEnd
{
    /// <summary>No parameter changed by more than a millionth.</summary>
    Settled,

    /// <summary>The most rounds allowed were gone through and parameters still moved: the model did not converge.</summary>
    MostRounds,

    /// <summary>There were no pairs, or nothing was left to estimate.</summary>
    NothingToLearn,
}
