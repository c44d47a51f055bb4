using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>A model as it weighs the pairs of one pair of datasets, or of all.</summary>
/// <param name="Model">The model, for the comparisons of the run.</param>
/// <param name="Scorer">What it says of a pattern.</param>
/// <param name="Rarity">What it makes of rare values.</param>
internal sealed record PairModel(LinkModel Model, PatternScorer Scorer, PairRarity Rarity);
