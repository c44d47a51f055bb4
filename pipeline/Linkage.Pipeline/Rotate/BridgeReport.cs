namespace Linkage.Pipeline.Rotate;

/// <summary>What a bridge carried from one key epoch to the next, in counts.</summary>
/// <param name="Carried">Sets that were sealed anew under the next epoch.</param>
/// <param name="Already">Sets that an interrupted attempt had carried before.</param>
/// <param name="Damaged">Sets that were not as their seal says; they went to quarantine, but for those that later releases are tested against, which stay.</param>
/// <param name="Bytes">Bytes of the files that were carried, as they lay sealed.</param>
public sealed record BridgeReport(int Carried, int Already, int Damaged, long Bytes);
