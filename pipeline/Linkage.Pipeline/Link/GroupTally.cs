namespace Linkage.Pipeline.Link;

/// <summary>How many records of a group were linked, for seeing whether linking favours some people over others.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Dimension">born (the decade) or sex.</param>
/// <param name="Group">Such as <c>1980s</c>, <c>F</c>, <c>not known</c>.</param>
/// <param name="Records">Records.</param>
/// <param name="Linked">Those of them with a link to a record of another dataset.</param>
public sealed record GroupTally(string Dataset, string Dimension, string Group, long Records, long Linked);
