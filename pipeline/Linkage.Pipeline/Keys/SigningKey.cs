using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The key that signs releases: RSA of 3072 bits or more, PKCS#1 v1.5 with SHA-256. The same bytes under the same key have the same signature,
/// which is why this scheme and not ECDSA (governance/decisions/001-release-signature.md).
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Least size of the modulus, in bits: 128-bit strength, NIST SP 800-57 part 1.</summary>
    public const int LeastBits = 3072;

    private readonly RSA _rsa;

    private SigningKey(RSA rsa)
    {
        _rsa = rsa;
        PublicPem = rsa.ExportSubjectPublicKeyInfoPem() + "\n";
        KeyId = PublicKeyId(rsa);
    }

    /// <summary>SHA-256 (lower-case hex) of the public key's SubjectPublicKeyInfo. Not secret.</summary>
    public string KeyId { get; }

    /// <summary>The public key as PEM, fit for <c>openssl</c>.</summary>
    public string PublicPem { get; }

    /// <summary>Opens the vault's signing key.</summary>
    /// <exception cref="KeyVaultException">The key is missing, unreadable, not RSA or too short.</exception>
    public static SigningKey Open(IKeyVault vault)
    {
        var bytes = vault.ReadSigningKey();
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(bytes, out _);
            if (rsa.KeySize < LeastBits)
            {
                throw new KeyVaultException("The signing key", $"has fewer than {LeastBits} bits", $"Make an RSA key of {LeastBits} bits.");
            }

            return new SigningKey(rsa);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            throw new KeyVaultException("The signing key", "is not an RSA private key in PKCS#8", $"Make an RSA key of {LeastBits} bits.");
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Signs bytes. Deterministic.</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    internal static string PublicKeyId(RSA rsa) => Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));
}
