namespace Linkage.Matching.Report;

/// <summary>One pair and how its match weight came about: the steps add up to the weight.</summary>
/// <param name="Reason">Why it is shown.</param>
/// <param name="Left">The left record, by a label that names nobody unless identifiers are shown.</param>
/// <param name="Right">The right record.</param>
/// <param name="BlockingRule">The rule that found the pair.</param>
/// <param name="Weight">Its match weight, log2 of the odds.</param>
/// <param name="Probability">Its match probability, 0 to 1.</param>
/// <param name="Steps">The steps in order: what is known before any comparison, then a step a comparison, then what is not known by comparison.</param>
public sealed record ExplainedPair(string Reason, string Left, string Right, string BlockingRule, double Weight, double Probability, IReadOnlyList<EvidenceStep> Steps);

/// <summary>One step of a pair's evidence: what it adds to the steps before it.</summary>
/// <param name="Name">The comparison, or what else the step stands for.</param>
/// <param name="Level">What it says of the pair.</param>
/// <param name="Weight">What it adds to the match weight, the rarity included.</param>
/// <param name="Rarity">The part of it that comes from how rare the value is: above 0 for a rare one; null where rarity is not weighed.</param>
/// <param name="LeftValue">The left record's value; null unless identifiers are shown.</param>
/// <param name="RightValue">The right record's value; null unless identifiers are shown.</param>
public sealed record EvidenceStep(string Name, string Level, double Weight, double? Rarity, string? LeftValue = null, string? RightValue = null);

/// <summary>A pair to explain.</summary>
/// <param name="LeftDataset">Dataset of one record.</param>
/// <param name="LeftId">Its id.</param>
/// <param name="RightDataset">Dataset of the other.</param>
/// <param name="RightId">Its id.</param>
public sealed record RecordPair(string LeftDataset, string LeftId, string RightDataset, string RightId);
