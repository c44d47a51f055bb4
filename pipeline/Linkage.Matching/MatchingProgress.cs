namespace Linkage.Matching;

/// <summary>How far a linking run has come.</summary>
/// <param name="Step">normalise, block, compare, train, score or cluster.</param>
/// <param name="Done">Units of work done: rules, pairs or records.</param>
/// <param name="Total">Units in all; 0 when not known yet.</param>
public sealed record MatchingProgress(string Step, long Done, long Total);
