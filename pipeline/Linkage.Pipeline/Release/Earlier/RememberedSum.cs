namespace Linkage.Pipeline.Release.Earlier;

/// <summary>The sums of a kept table. What each person added to them lies beside it.</summary>
/// <param name="Name">Output and column.</param>
/// <param name="Sources">The columns that are summed.</param>
/// <param name="Definition">Digest of the queries and columns that made it: the same definition sums the same values by the same groups.</param>
/// <param name="IsShown">For each cell of the table whether its sum was shown.</param>
internal sealed record RememberedSum(string Name, IReadOnlyList<string> Sources, string Definition, IReadOnlyList<bool> IsShown);
