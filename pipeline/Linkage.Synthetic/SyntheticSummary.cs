namespace Linkage.Synthetic;

/// <summary>What was made.</summary>
/// <param name="People">People in the city.</param>
/// <param name="Households">Households, communal establishments counted once each.</param>
/// <param name="Properties">Properties in the gazetteer, parents and empty ones included.</param>
/// <param name="Files">The files, the truth file last.</param>
/// <param name="Variations">How often each variation befell each dataset's records.</param>
public sealed record SyntheticSummary(
    int People, long Households, long Properties, IReadOnlyList<SyntheticFile> Files, IReadOnlyList<VariationCount> Variations);
