using System.Text.RegularExpressions;

namespace Linkage.Pipeline.Deliveries;

/// <summary>The SHA-256 of a whole file, as a server tells it: <c>Repr-Digest</c> (RFC 9530), <c>Digest</c> (RFC 3230), or a text that begins with it in hex.</summary>
internal static partial class HttpsDigest
{
    /// <summary>The digest in the head of an answer, lower-case hex; null where there is none that is understood.</summary>
    public static string? Of(HttpResponseMessage answer) =>
        In(answer, "Repr-Digest", Structured()) ?? In(answer, "Digest", Plain());

    /// <summary>The digest that a text begins with, as sha256sum writes it; null where there is none.</summary>
    public static string? Of(string text) => Hex().Match(text) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : null;

    private static string? In(HttpResponseMessage answer, string header, Regex shape)
    {
        var values = answer.Headers.TryGetValues(header, out var some) || answer.Content.Headers.TryGetValues(header, out some) ? string.Join(',', some) : string.Empty;
        var bytes = new byte[32];
        return shape.Match(values) is { Success: true } match && Convert.TryFromBase64String(match.Groups[1].Value, bytes, out var length) && length == bytes.Length ? Convert.ToHexStringLower(bytes) : null;
    }

    [GeneratedRegex(@"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):", RegexOptions.CultureInvariant)]
    private static partial Regex Structured();

    [GeneratedRegex(@"(?:^|,)\s*sha-256=([A-Za-z0-9+/]{43}=)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^\s*\\?([0-9A-Fa-f]{64})(\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
