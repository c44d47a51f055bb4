namespace Linkage.Matching.Blocking;

/// <summary>What one blocking rule yielded.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="IsLoose">True when the rule is left out as a matter of course where it yields too much.</param>
/// <param name="PairsInBlocks">Pairs its blocks hold, counted before any were made.</param>
/// <param name="PairsYielded">Pairs it was the first to find.</param>
/// <param name="BlocksLeftOut">Blocks too large to compare.</param>
/// <param name="PairsLeftOut">Pairs in those blocks.</param>
/// <param name="LargestBlockPairs">Pairs of its largest block.</param>
public sealed record BlockingCount(string Rule, bool IsLoose, long PairsInBlocks, long PairsYielded, long BlocksLeftOut, long PairsLeftOut, long LargestBlockPairs);
