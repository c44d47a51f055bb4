namespace Linkage.Matching.Evaluation;

/// <summary>Pairs the linker got wrong at the fixed threshold, worst first, as many of each kind as were asked for. Needs a truth.</summary>
public sealed record LinkErrors
{
    /// <summary>Links that are not true, highest weight first.</summary>
    public required IReadOnlyList<ListedPair> FalsePositives { get; init; }

    /// <summary>True pairs that were compared and fell below the threshold, lowest weight first.</summary>
    public required IReadOnlyList<ListedPair> FalseNegatives { get; init; }

    /// <summary>True pairs no blocking rule found, highest weight of a direct comparison first.</summary>
    public required IReadOnlyList<ListedPair> NotBlocked { get; init; }

    /// <summary>
    /// True pairs looked at for the lists of missed ones and the two counts below. Fewer than all true pairs only when these are more than
    /// <see cref="EvaluationRequest.MostTruePairsListed"/>: whole entities are then left out, chosen by a hash of the entity.
    /// </summary>
    public required long TruePairsLookedAt { get; init; }

    /// <summary>Those of them some blocking rule found.</summary>
    public required long TruePairsBlocked { get; init; }

    /// <summary>Those of them that no blocking rule found and a direct comparison would have put at or above the threshold.</summary>
    public required long NotBlockedAboveThreshold { get; init; }
}
