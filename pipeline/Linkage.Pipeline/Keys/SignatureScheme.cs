namespace Linkage.Pipeline.Keys;

/// <summary>How a signing key signs; a property of the key (governance/decisions/025-signature-schemes.md).</summary>
public enum SignatureScheme
{
    /// <summary>ECDSA on P-256 with SHA-256 (FIPS 186-5). Each signature draws a nonce, so the same bytes have another signature each time.</summary>
    EcdsaP256,

    /// <summary>RSA of 3072 bits or more, PKCS#1 v1.5 with SHA-256 (RFC 8017, 8.2). The same bytes have the same signature.</summary>
    RsaPkcs1,
}
