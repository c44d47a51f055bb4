namespace Linkage.Governance.Disclosure;

/// <summary>A table of counts that was published before. What it shows is known and cannot be taken back. It must not leave the process.</summary>
/// <param name="Counts">The true counts as they were then.</param>
/// <param name="IsShown">For each cell whether it was shown.</param>
public sealed record EarlierTable(CountTable Counts, IReadOnlyList<bool> IsShown);
