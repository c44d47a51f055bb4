namespace Linkage.Governance.Disclosure;

/// <summary>One count of people before disclosure control. It must not leave the process.</summary>
/// <param name="Dimensions">Values of the dimensions, in the order of the table; null is a value of its own.</param>
/// <param name="Count">Number of people, 0 or more.</param>
public sealed record TableCell(IReadOnlyList<string?> Dimensions, long Count);
