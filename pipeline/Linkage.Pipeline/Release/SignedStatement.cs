using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <summary>What a verifier reads out of a statement whose signature holds.</summary>
/// <param name="ReleaseId">Id of the release.</param>
/// <param name="Digest">SHA-256 of the statement's bytes.</param>
/// <param name="Expires">From when on the release may not be used.</param>
/// <param name="Files">File name to SHA-256.</param>
/// <param name="Decision">Digest of the decision it was released under; null in no bundle that has a proof.</param>
/// <param name="HasProof">Whether a proof that the decision stands in the ledger is part of the bundle.</param>
internal sealed record SignedStatement(string ReleaseId, string Digest, DateTimeOffset Expires, IReadOnlyDictionary<string, string> Files, string? Decision, bool HasProof)
{
    private static bool IsLedger(JsonElement proof) => proof.GetString() == ReleaseFolder.Ledger ? true : throw new FormatException("A proof of another name.");

    /// <summary>Reads a statement, or null when it is not one of ours.</summary>
    internal static SignedStatement? Read(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.GetProperty("_type").GetString() != ReleaseStatement.StatementType
                || root.GetProperty("predicateType").GetString() != ReleaseStatement.PredicateType)
            {
                return null;
            }

            var predicate = root.GetProperty("predicate");
            return new SignedStatement(
                predicate.GetProperty("releaseId").GetString()!,
                Convert.ToHexStringLower(SHA256.HashData(payload)),
                DateTimeOffset.Parse(predicate.GetProperty("expires").GetString()!, CultureInfo.InvariantCulture),
                root.GetProperty("subject").EnumerateArray().ToDictionary(
                    s => s.GetProperty("name").GetString()!,
                    s => s.GetProperty("digest").GetProperty("sha256").GetString()!,
                    StringComparer.Ordinal),
                predicate.TryGetProperty("decision", out var decision) ? decision.GetProperty("hash").GetString() : null,
                decision.ValueKind == JsonValueKind.Object && decision.TryGetProperty("proof", out var proof) && IsLedger(proof));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
