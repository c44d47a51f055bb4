namespace Linkage.Pipeline.Keys;

/// <summary>Where the root secret and the signing key live: a local owner-only folder, or a cloud vault.</summary>
public interface IKeyVault
{
    /// <summary>Reads the root secret, 32 bytes or more. The caller clears the array after use.</summary>
    /// <exception cref="KeyVaultException">The secret is missing, unreadable, or readable by others.</exception>
    byte[] ReadRootSecret();

    /// <summary>Reads the release signing key as PKCS#8. The caller clears the array after use.</summary>
    /// <exception cref="KeyVaultException">The key is missing, unreadable, or readable by others.</exception>
    byte[] ReadSigningKey();
}
