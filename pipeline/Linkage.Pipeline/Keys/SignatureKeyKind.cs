using System.Formats.Asn1;

namespace Linkage.Pipeline.Keys;

/// <summary>Tells from the algorithm a key names (RFC 5280, AlgorithmIdentifier) what it is, before anything of it is taken in: a key of a kind that is not known here is never tried.</summary>
internal static class SignatureKeyKind
{
    /// <summary>What a key has to be, for a message.</summary>
    internal const string Wanted = "ECDSA on P-256, or RSA of 3072 bits or more";

    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.10"] = "an RSA key for PSS alone",
        ["1.2.840.10040.4.1"] = "a DSA key",
        ["1.3.101.110"] = "an X25519 key",
        ["1.3.101.112"] = "an Ed25519 key",
        ["1.3.101.113"] = "an Ed448 key",
    };

    private static readonly Dictionary<string, string> Curves = new(StringComparer.Ordinal)
    {
        ["1.2.840.10045.3.1.1"] = "P-192",
        ["1.3.132.0.33"] = "P-224",
        ["1.3.132.0.34"] = "P-384",
        ["1.3.132.0.35"] = "P-521",
        ["1.3.132.0.10"] = "secp256k1",
        ["1.3.36.3.3.2.8.1.1.7"] = "brainpoolP256r1",
    };

    /// <summary>The scheme of a public key (SubjectPublicKeyInfo), or what else it is.</summary>
    internal static (SignatureScheme? Scheme, string Problem) OfPublic(ReadOnlyMemory<byte> key) => Of(key, isPrivate: false);

    /// <summary>The scheme of a private key (PKCS#8), or what else it is.</summary>
    internal static (SignatureScheme? Scheme, string Problem) OfPrivate(ReadOnlyMemory<byte> key) => Of(key, isPrivate: true);

    private static (SignatureScheme? Scheme, string Problem) Of(ReadOnlyMemory<byte> key, bool isPrivate)
    {
        try
        {
            var outer = new AsnReader(key, AsnEncodingRules.DER);
            var inner = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            if (isPrivate)
            {
                inner.ReadInteger();
            }

            var algorithm = inner.ReadSequence();
            var name = algorithm.ReadObjectIdentifier();
            return name switch
            {
                RsaEncryption => (SignatureScheme.RsaPkcs1, string.Empty),
                EllipticCurve => OfCurve(algorithm),
                _ => (null, $"is {Others.GetValueOrDefault(name, "a key of another algorithm")}"),
            };
        }
        catch (AsnContentException)
        {
            return (null, "cannot be decoded");
        }
    }

    private static (SignatureScheme? Scheme, string Problem) OfCurve(AsnReader algorithm)
    {
        if (!algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            return (null, "spells its curve out instead of naming it");
        }

        var curve = algorithm.ReadObjectIdentifier();
        return curve == P256
            ? (SignatureScheme.EcdsaP256, string.Empty)
            : (null, $"is on {(Curves.TryGetValue(curve, out var known) ? $"the curve {known}" : "another curve")}");
    }
}
