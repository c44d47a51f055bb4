namespace Linkage.Pipeline.Link;

/// <summary>How many links one key made at one probability.</summary>
/// <param name="Key">uprn or person.</param>
/// <param name="Hundredths">The probability in whole hundredths, rounded down as in the published links.</param>
/// <param name="Links">Links.</param>
public sealed record LinkTally(string Key, int Hundredths, long Links);
