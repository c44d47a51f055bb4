using System.Globalization;
using System.Text;
using System.Text.Json;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Release;

/// <summary>
/// A DSSE envelope (Dead Simple Signing Envelope 1.0) around an in-toto statement, with one signature. Written in one form only, so that every byte of the
/// file is accounted for when it is verified.
/// </summary>
/// <param name="Payload">The statement's bytes.</param>
/// <param name="KeyId">Id of the signing key, see <see cref="SigningKey.KeyId"/>.</param>
/// <param name="Signature">Over <see cref="ToBeSigned"/>, as the key signs: ECDSA in DER with the lower s, or RSA PKCS#1 v1.5, both with SHA-256.</param>
internal sealed record DsseEnvelope(byte[] Payload, string KeyId, byte[] Signature)
{
    internal const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>Signs a payload.</summary>
    internal static DsseEnvelope Sign(byte[] payload, SigningKey key) => new(payload, key.KeyId, key.Sign(ToBeSigned(payload)));

    /// <summary>Whether it was signed with this key.</summary>
    internal bool IsSignedBy(VerificationKey key) => KeyId == key.KeyId && key.Verifies(ToBeSigned(Payload), Signature);

    /// <summary>The pre-authentication encoding: <c>DSSEv1 SP LEN(type) SP type SP LEN(body) SP body</c>, lengths in decimal bytes.</summary>
    internal static byte[] ToBeSigned(byte[] payload)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} ");
        return [.. Encoding.ASCII.GetBytes(head), .. payload];
    }

    /// <summary>The envelope as the bytes of its file.</summary>
    internal byte[] ToBytes() => Encoding.ASCII.GetBytes(
        $$"""{"payload":"{{Convert.ToBase64String(Payload)}}","payloadType":"{{PayloadType}}","signatures":[{"keyid":"{{KeyId}}","sig":"{{Convert.ToBase64String(Signature)}}"}]}"""
        + "\n");

    /// <summary>Reads an envelope, or null when the bytes are not exactly the one form of one.</summary>
    internal static DsseEnvelope? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var signature = root.GetProperty("signatures")[0];
            var envelope = new DsseEnvelope(
                root.GetProperty("payload").GetBytesFromBase64(),
                signature.GetProperty("keyid").GetString() ?? string.Empty,
                signature.GetProperty("sig").GetBytesFromBase64());
            return envelope.ToBytes().AsSpan().SequenceEqual(bytes) ? envelope : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
