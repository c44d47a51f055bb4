using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>What a release and the ledger know a decision by.</summary>
public static class DecisionDigest
{
    /// <summary>SHA-256 over the canonical form of the whole decision, its instant in UTC; lower-case hex.</summary>
    public static string Of(Decision decision) =>
        CanonicalHash.Of(JsonSerializer.SerializeToNode(decision with { Instant = decision.Instant.ToUniversalTime() }, ZoneStore.Json));
}
