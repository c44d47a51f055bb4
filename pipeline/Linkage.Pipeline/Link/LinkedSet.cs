using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Link;

/// <summary>What the Link stage published.</summary>
/// <param name="Set">Spine, links and model.</param>
/// <param name="Summary">Counts for the report.</param>
/// <param name="PairsCompared">Pairs of records compared.</param>
/// <param name="Grant">The grant and the secret it was made under.</param>
/// <param name="Parts">Rows by dataset.</param>
public sealed record LinkedSet(
    PublishedSet Set,
    LinkSummary Summary,
    long PairsCompared,
    GrantMark Grant,
    IReadOnlyList<StagePart> Parts)
{
    /// <summary>How many links each key made at each probability.</summary>
    public required IReadOnlyList<LinkTally> Tallies { get; init; }

    /// <summary>How many records of each group were linked.</summary>
    public IReadOnlyList<GroupTally> Groups { get; init; } = [];
}
