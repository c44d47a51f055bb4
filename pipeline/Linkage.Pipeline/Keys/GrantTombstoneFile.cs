using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Keys;

/// <summary>A tombstone as it is written, in a file or in a cloud vault: JSON, without a byte of the secret.</summary>
internal static class GrantTombstoneFile
{
    private const string Format = "linkage-grant-tombstone-v1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The text of a tombstone.</summary>
    public static byte[] Write(GrantTombstone tombstone) => JsonSerializer.SerializeToUtf8Bytes(Document.Of(tombstone), Json);

    /// <summary>Reads a tombstone.</summary>
    /// <param name="location">Where it was read from, for a message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KeyVaultException">It is not what was written.</exception>
    public static GrantTombstone Read(string location, ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize<Document>(text, Json) is { Format: Format, Grant: not null, Key: not null, Rule: not null, RuleHash: not null, Reason: not null } document
                ? document.ToTombstone()
                : throw Unreadable(location);
        }
        catch (JsonException)
        {
            throw Unreadable(location);
        }
    }

    /// <summary>What is wrong with a text that is no tombstone, or that of another secret.</summary>
    public static KeyVaultException Unreadable(string location) =>
        new(location, "is no record of a destroyed key", "Restore it from its backup, or write it anew from what the ledger says of the key (table key_events).");

    private static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string written) =>
        DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw new JsonException();

    private sealed record Document(string Format, string Grant, string Key, string Rule, int RuleVersion, string RuleHash, string DestroyedAt, string Reason, string? RecoverableUntil)
    {
        public static Document Of(GrantTombstone t) => new(
            GrantTombstoneFile.Format,
            t.Key.Scope.ContentHash,
            t.Key.KeyId,
            t.Key.Scope.RuleId,
            t.Key.Scope.RuleVersion,
            t.Key.Scope.RuleHash,
            Written(t.DestroyedAt),
            t.Reason,
            t.RecoverableUntil is { } until ? Written(until) : null);

        public GrantTombstone ToTombstone() => new(new GrantKey(new GrantScope(Grant, Rule, RuleVersion, RuleHash), Key), Instant(DestroyedAt), Reason)
        {
            RecoverableUntil = RecoverableUntil is { } until ? Instant(until) : null,
        };
    }
}
