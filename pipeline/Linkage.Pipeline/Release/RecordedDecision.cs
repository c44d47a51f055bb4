using System.Text.Json;
using Linkage.Governance.Ledger;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The decision behind a release as the ledger recorded it: <c>ledger.json</c> of a bundle. It attests to a moment, like the envelope, and so is none of the subjects; that there is one stands in the
/// signed statement (governance/decisions/026-ledger-proof.md).
/// </summary>
internal static class RecordedDecision
{
    private const string Kind = "decision-allowed";

    /// <summary>Why a file does not show that the decision a statement names stands in a ledger of the key's owner; null when it does.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="decision">Digest of the decision, as the signed statement names it.</param>
    /// <param name="key">The publisher's key.</param>
    internal static string? Objection(byte[] bytes, string? decision, VerificationKey key)
    {
        using var checkpoints = new CheckpointKey(key, ownsKey: false);
        return LedgerProof.Read(bytes) is not { } proof ? "It is not in the form in which an event of the ledger is proven."
            : proof.Objection(checkpoints) is { } objection ? objection
            : IsOf(proof.Event, decision) ? null
            : "It proves another event of the ledger than the decision that the statement names.";
    }

    // The digest of the decision covers rule, registry, request and instant.
    private static bool IsOf(LedgerEvent recorded, string? decision)
    {
        try
        {
            using var body = JsonDocument.Parse(recorded.Body);
            return decision is not null && recorded.Kind == Kind && body.RootElement.GetProperty("decision").GetString() == decision;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
