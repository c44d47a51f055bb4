using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>The public half of a signing key, of either scheme: verifies releases, lists of withdrawn ones and checkpoints. What it is comes from the key, never from what is verified.</summary>
public sealed class VerificationKey : IDisposable
{
    private const string PemLabel = "PUBLIC KEY";

    private readonly AsymmetricAlgorithm _key;

    private VerificationKey(AsymmetricAlgorithm key, SignatureScheme scheme)
    {
        _key = key;
        Scheme = scheme;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = IdOf(PublicKey.Span);
    }

    /// <summary>How signatures of this key are made.</summary>
    public SignatureScheme Scheme { get; }

    /// <summary>The key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>SHA-256 (lower-case hex) of <see cref="PublicKey"/>.</summary>
    public string KeyId { get; }

    /// <summary>Reads a key from a PEM text that holds it and no other.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="key">The key; the caller disposes of it.</param>
    /// <param name="problem">What the text holds instead, as the rest of a sentence about it; empty when it was read.</param>
    public static bool TryRead(string pem, [NotNullWhen(true)] out VerificationKey? key, out string problem)
    {
        (key, problem) = (null, "holds no public key");
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual(PemLabel))
        {
            return false;
        }

        if (PemEncoding.TryFind(pem.AsSpan()[fields.Location.End..], out _))
        {
            problem = "holds more than one key";
            return false;
        }

        return TryRead(Convert.FromBase64String(pem[fields.Base64Data]), out key, out problem);
    }

    /// <summary>Whether a signature over some bytes was made with this key.</summary>
    public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => _key switch
    {
        ECDsa curve => EcdsaSignature.Verifies(curve, bytes, signature),
        RSA rsa => rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException("A key of no known scheme was read."),
    };

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    private static bool TryRead(byte[] encoded, [NotNullWhen(true)] out VerificationKey? key, out string problem)
    {
        key = null;
        (var scheme, problem) = SignatureKeyKind.OfPublic(encoded);
        if (scheme is not { } known)
        {
            return false;
        }

        AsymmetricAlgorithm algorithm = known == SignatureScheme.EcdsaP256 ? ECDsa.Create() : RSA.Create();
        try
        {
            algorithm.ImportSubjectPublicKeyInfo(encoded, out _);
            if (algorithm is not RSA { KeySize: < SigningKey.LeastBits })
            {
                key = new VerificationKey(algorithm, known);
                return true;
            }

            problem = $"is an RSA key with fewer than {SigningKey.LeastBits} bits";
        }
        catch (CryptographicException)
        {
            problem = "cannot be decoded";
        }

        algorithm.Dispose();
        return false;
    }
}
