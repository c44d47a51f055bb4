namespace Linkage.Matching.Training;

/// <summary>A distinct comparison-vector pattern and how many pairs have it.</summary>
/// <param name="Pattern">Four bits a comparison; 0 missing, 1 best.</param>
/// <param name="Pairs">Pairs of records.</param>
public readonly record struct PatternCount(long Pattern, long Pairs);
