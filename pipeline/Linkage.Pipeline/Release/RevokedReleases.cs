using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The signed list of releases that were withdrawn: an in-toto Statement v1 whose subjects are the statements of those releases, in a DSSE envelope of the key that signs
/// releases. A collector fetches it and holds what was collected against it.
/// </summary>
/// <param name="IssuedAt">When it was signed. One that is old says nothing of what was withdrawn since.</param>
/// <param name="Withdrawn">The releases.</param>
public sealed record RevokedReleases(DateTimeOffset IssuedAt, IReadOnlyList<RevokedRelease> Withdrawn)
{
    /// <summary>Name of its file in the workspace.</summary>
    public const string FileName = "revoked-releases.dsse.json";

    private const string PredicateType = "urn:linkage:revoked-releases:v1";

    /// <summary>Signs a list.</summary>
    /// <param name="revoked">The releases.</param>
    /// <param name="issuedAt">The instant.</param>
    /// <param name="key">The key that signs releases.</param>
    /// <returns>The bytes of the file.</returns>
    public static byte[] Sign(IEnumerable<RevokedRelease> revoked, DateTimeOffset issuedAt, SigningKey key)
    {
        var sorted = revoked.DistinctBy(r => r.Statement).OrderBy(r => r.Release, StringComparer.Ordinal).ThenBy(r => r.Statement, StringComparer.Ordinal).ToList();
        var statement = new JsonObject
        {
            ["_type"] = ReleaseStatement.StatementType,
            ["subject"] = new JsonArray([.. sorted.Select(r => new JsonObject { ["name"] = r.Release, ["digest"] = new JsonObject { ["sha256"] = r.Statement } })]),
            ["predicateType"] = PredicateType,
            ["predicate"] = new JsonObject
            {
                ["issuedAt"] = ReleaseStatement.Instant(issuedAt),
                ["withdrawnAt"] = new JsonObject(sorted.Select(r => KeyValuePair.Create(r.Statement, (JsonNode?)ReleaseStatement.Instant(r.At)))),
            },
        };
        return DsseEnvelope.Sign(JsonSerializer.SerializeToUtf8Bytes(statement), key).ToBytes();
    }

    /// <summary>Reads a list.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <param name="publicPem">The publisher's public key as PEM, which came another way.</param>
    /// <returns>The list; null when it is none, or was not signed with that key.</returns>
    public static RevokedReleases? Read(byte[] bytes, string publicPem)
    {
        if (!VerificationKey.TryRead(publicPem, out var read, out _))
        {
            return null;
        }

        using var key = read;
        return DsseEnvelope.Parse(bytes) is { } envelope && envelope.IsSignedBy(key) ? Parse(envelope.Payload) : null;
    }

    /// <summary>The ids of the releases a list names, whoever signed it: good enough to hold something back, never to let it go.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <returns>The ids; null when it is no such list.</returns>
    public static IReadOnlyList<string>? NamesIn(byte[] bytes) =>
        DsseEnvelope.Parse(bytes) is { } envelope && Parse(envelope.Payload) is { } list ? [.. list.Withdrawn.Select(one => one.Release)] : null;

    /// <summary>The id of the key that a list says it was signed with. It is the list's own word: nothing was verified.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <returns>SHA-256 of the public key, 64 lower-case hex digits; null when it is no such list.</returns>
    public static string? KeyIdIn(byte[] bytes) =>
        DsseEnvelope.Parse(bytes) is { } envelope && Parse(envelope.Payload) is not null && envelope.KeyId.Length == 64 && envelope.KeyId.All(char.IsAsciiHexDigitLower) ? envelope.KeyId : null;

    private static RevokedReleases? Parse(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            var predicate = root.GetProperty("predicate");
            return root.GetProperty("predicateType").GetString() == PredicateType
                ? new RevokedReleases(
                    Instant(predicate.GetProperty("issuedAt")),
                    [.. root.GetProperty("subject").EnumerateArray().Select(one => Subject(one, predicate.GetProperty("withdrawnAt")))])
                : null;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static RevokedRelease Subject(JsonElement subject, JsonElement instants)
    {
        var statement = subject.GetProperty("digest").GetProperty("sha256").GetString()!;
        return new RevokedRelease(subject.GetProperty("name").GetString()!, statement, Instant(instants.GetProperty(statement)));
    }

    private static DateTimeOffset Instant(JsonElement value) => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}

/// <summary>A release that was withdrawn.</summary>
/// <param name="Release">Its id.</param>
/// <param name="Statement">SHA-256 of its signed statement, lower-case hex.</param>
/// <param name="At">When it was withdrawn.</param>
public sealed record RevokedRelease(string Release, string Statement, DateTimeOffset At);
