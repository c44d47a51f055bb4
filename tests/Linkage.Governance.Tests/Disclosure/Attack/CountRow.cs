namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>What is known of a sum of counts.</summary>
/// <param name="Counts">The counts, by index.</param>
/// <param name="Low">The least they add up to.</param>
/// <param name="High">The most; null when nothing says.</param>
internal sealed record CountRow(int[] Counts, long Low, long? High);
