using System.Text.Json;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Collect;

/// <summary>The key of a collected copy, wrapped to who collected it. Once it is destroyed, the copy can be opened by nobody; its shape is <c>schemas/formats/collection-key.schema.json</c>.</summary>
/// <param name="Format">Name and version of this form.</param>
/// <param name="Release">Id of the release.</param>
/// <param name="Statement">SHA-256 of its signed statement, lower-case hex.</param>
/// <param name="Recipient">SHA-256 of the public key it is wrapped to, lower-case hex.</param>
/// <param name="EphemeralKey">The public half of the key that was made for this copy alone: SubjectPublicKeyInfo, base64.</param>
/// <param name="Wrapped">The encrypted key and its tag, base64.</param>
internal sealed record WrappedKey(string Format, string Release, string Statement, string Recipient, string EphemeralKey, string Wrapped)
{
    /// <summary>The form this program writes and reads.</summary>
    internal const string CurrentFormat = "linkage-collection-key-v1";

    /// <summary>As the bytes of its file.</summary>
    internal byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ZoneStore.Json), (byte)'\n'];

    /// <summary>Reads it; null when the bytes are not exactly the one form of such a key.</summary>
    internal static WrappedKey? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<WrappedKey>(bytes, ZoneStore.Json) is { Format: CurrentFormat, Release: not null, Statement: not null, Recipient: not null, EphemeralKey: not null, Wrapped: not null } key && key.ToBytes().AsSpan().SequenceEqual(bytes) ? key : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
