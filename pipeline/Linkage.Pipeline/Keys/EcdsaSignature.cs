using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// ECDSA signatures on P-256 with SHA-256, in the DER of RFC 3279 that openssl, in-toto and sigstore use. With (r, s) the pair (r, n - s) verifies too, and lax readers take integers
/// with zeros in front; here the shortest DER with s in the lower half of the order n is the one form, so that nobody can make a second signature of one.
/// </summary>
internal static class EcdsaSignature
{
    private const int FieldLength = 32;

    /// <summary>Order n of the base point of P-256 (NIST SP 800-186, 3.2.1.3).</summary>
    internal static readonly BigInteger Order = BigInteger.Parse("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Signs bytes.</summary>
    internal static byte[] Sign(ECDsa key, ReadOnlySpan<byte> bytes)
    {
        var pair = key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var (first, second) = (Number(pair.AsSpan(0, FieldLength)), Number(pair.AsSpan(FieldLength)));
        return Encode(first, IsLow(second) ? second : Order - second);
    }

    /// <summary>Whether a signature over some bytes was made with this key, and is in the one form.</summary>
    internal static bool Verifies(ECDsa key, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        IsCanonical(signature) && key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether a signature is the shortest DER of 1 ≤ r &lt; n and 1 ≤ s ≤ n/2.</summary>
    internal static bool IsCanonical(ReadOnlySpan<byte> signature)
    {
        try
        {
            var outer = new AsnReader(signature.ToArray(), AsnEncodingRules.DER);
            var pair = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var (first, second) = (pair.ReadInteger(), pair.ReadInteger());
            pair.ThrowIfNotEmpty();
            return first.Sign > 0 && first < Order && second.Sign > 0 && IsLow(second) && Encode(first, second).AsSpan().SequenceEqual(signature);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>The DER of a pair: a sequence of two integers.</summary>
    internal static byte[] Encode(BigInteger first, BigInteger second)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(first);
            writer.WriteInteger(second);
        }

        return writer.Encode();
    }

    private static bool IsLow(BigInteger second) => second <= Order >> 1;

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
