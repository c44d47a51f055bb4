namespace Linkage.Governance.Disclosure;

/// <summary>
/// What decides whether a sum may be shown. Contributions are positive. Of some it may not be certain that they are a contribution of their own, as of people who went from one
/// cell to another; they count for what could be told and protect nobody. It must not leave the process.
/// </summary>
/// <param name="Contributors">How many people contribute, for certain.</param>
/// <param name="Total">All contributions.</param>
/// <param name="Largest">The largest contribution.</param>
/// <param name="BeyondLargest">The certain contributions without the largest n, n being that of the dominance rule.</param>
/// <param name="BeyondTwo">The certain contributions without the two largest.</param>
public sealed record SumCell(long Contributors, decimal Total, decimal Largest, decimal BeyondLargest, decimal BeyondTwo);
