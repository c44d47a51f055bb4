using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The key that signs releases, lists of withdrawn ones and checkpoints of the ledger. How it signs is a property of the key (governance/decisions/025-signature-schemes.md).
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Least size of an RSA modulus, in bits: 128-bit strength, NIST SP 800-57 part 1.</summary>
    public const int LeastBits = 3072;

    private static readonly string Remedy = "Give a key that is " + SignatureKeyKind.Wanted + ", in unencrypted PKCS#8; to make a new one: linkage keys init";

    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key, SignatureScheme scheme)
    {
        _key = key;
        Scheme = scheme;
        PublicPem = key.ExportSubjectPublicKeyInfoPem() + "\n";
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = VerificationKey.IdOf(PublicKey.Span);
    }

    /// <summary>How it signs.</summary>
    public SignatureScheme Scheme { get; }

    /// <summary>SHA-256 (lower-case hex) of <see cref="PublicKey"/>. Not secret.</summary>
    public string KeyId { get; }

    /// <summary>The public key as it is encoded for exchange (SubjectPublicKeyInfo, DER).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The public key as PEM, fit for <c>openssl</c>.</summary>
    public string PublicPem { get; }

    /// <summary>Opens the vault's signing key.</summary>
    /// <exception cref="KeyVaultException">The key is missing, unreadable, of another kind or curve, or too short.</exception>
    public static SigningKey Open(IKeyVault vault)
    {
        var bytes = vault.ReadSigningKey();
        AsymmetricAlgorithm? key = null;
        try
        {
            var (scheme, problem) = SignatureKeyKind.OfPrivate(bytes);
            key = scheme switch
            {
                SignatureScheme.EcdsaP256 => ECDsa.Create(),
                SignatureScheme.RsaPkcs1 => RSA.Create(),
                _ => throw new KeyVaultException("The signing key", problem, Remedy),
            };
            key.ImportPkcs8PrivateKey(bytes, out var read);
            if (read != bytes.Length)
            {
                throw new CryptographicException();
            }

            return key is RSA { KeySize: < LeastBits }
                ? throw new KeyVaultException("The signing key", $"has fewer than {LeastBits} bits", Remedy)
                : new SigningKey(key, scheme!.Value);
        }
        catch (CryptographicException)
        {
            key?.Dispose();
            throw new KeyVaultException("The signing key", "is not a private key in PKCS#8", Remedy);
        }
        catch
        {
            key?.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Signs bytes. With RSA the same bytes have the same signature; with ECDSA another each time, in DER and with the lower s.</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => _key switch
    {
        ECDsa curve => EcdsaSignature.Sign(curve, bytes),
        RSA rsa => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException("A key of no known scheme was opened."),
    };

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
