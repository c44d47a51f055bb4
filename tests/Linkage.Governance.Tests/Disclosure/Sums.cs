using Linkage.Governance.Disclosure;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Disclosure;

/// <summary>Makes what decides about a sum from the contributions to it.</summary>
internal static class Sums
{
    /// <param name="certain">Contributions.</param>
    /// <param name="uncertain">Contributions that protect nobody.</param>
    /// <param name="terms">The thresholds.</param>
    public static SumCell CellOf(IReadOnlyCollection<decimal> certain, IReadOnlyCollection<decimal> uncertain, SumTerms terms)
    {
        decimal[] ordered = [.. certain.OrderDescending()];
        decimal[] all = [.. certain, .. uncertain];
        return new SumCell(ordered.Length, all.Sum(), all.DefaultIfEmpty().Max(), ordered.Skip(terms.Contributors).Sum(), ordered.Skip(2).Sum());
    }
}
