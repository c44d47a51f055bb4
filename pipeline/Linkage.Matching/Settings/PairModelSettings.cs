using Linkage.Matching.Training;

namespace Linkage.Matching.Settings;

/// <summary>A model for the pairs of two datasets, or of one with itself.</summary>
/// <param name="Left">A dataset.</param>
/// <param name="Right">The other; the order of the two means nothing.</param>
/// <param name="Model">The model, trained on such a pair. How many of the smaller dataset's records have a match is taken from its training.</param>
public sealed record PairModelSettings(string Left, string Right, LinkModel Model);
