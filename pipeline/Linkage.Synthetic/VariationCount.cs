namespace Linkage.Synthetic;

/// <summary>How often one variation befell the records of one dataset.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Kind">What befell the record.</param>
/// <param name="Eligible">Records it could have befallen: a nickname needs a name that has one.</param>
/// <param name="Applied">Records it befell.</param>
public sealed record VariationCount(string Dataset, Variation Kind, long Eligible, long Applied);
