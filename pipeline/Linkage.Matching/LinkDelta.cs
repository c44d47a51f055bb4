using Linkage.Matching.Duck;

namespace Linkage.Matching;

/// <summary>
/// What is new since a run before, so that only pairs that touch a new or changed record are compared. The links of that run stand for all other pairs; they
/// are weighed again with the values of this run. With the same frozen model the links are those of a full run, as long as no value's rarity moved so far
/// that a pair once below the threshold would rise above it (keep links from a lower threshold than you use) and no limit on blocks was reached.
/// </summary>
public sealed record LinkDelta
{
    /// <summary>The records that are new or were changed: a relation with dataset and record_id. Records not among the inputs do not matter.</summary>
    public required SqlName Changed { get; init; }

    /// <summary>
    /// The links of the run before, as <see cref="LinkResult.Links"/> has them (copied: those tables live until the next run), or null when there are none.
    /// Links of records that are changed or no longer there do not count.
    /// </summary>
    public SqlName? KeptLinks { get; init; }
}
