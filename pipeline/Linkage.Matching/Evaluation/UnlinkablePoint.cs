using System.Text.Json.Serialization;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// Records that could not be linked even to a copy of themselves at a threshold: they hold too little. A record is scored against itself as any pair is,
/// with the frequencies of its values.
/// </summary>
/// <param name="Weight">The threshold as a match weight (log2 of the odds).</param>
/// <param name="Probability">The same as a match probability, 0 to 1.</param>
/// <param name="Unlinkable">Records whose own score is below it.</param>
/// <param name="Share">Their share of all records, 0 to 1; null without records.</param>
public sealed record UnlinkablePoint(double Weight, double Probability, long Unlinkable, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Share);
