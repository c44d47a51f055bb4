namespace Linkage.Matching.Scoring;

/// <summary>Which pairs of a scan are compared, and how far.</summary>
/// <param name="SampleOneIn">Looks at one pair of so many, chosen by the records' numbers alone; 1 looks at all.</param>
/// <param name="Weights">Pairs that cannot reach its least log odds are not shown to the visitor; null shows all.</param>
internal sealed record ScanOptions(int SampleOneIn = 1, PairWeights? Weights = null);
