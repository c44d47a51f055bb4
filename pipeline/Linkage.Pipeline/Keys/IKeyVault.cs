namespace Linkage.Pipeline.Keys;

/// <summary>Where the root secret, the signing key and the grant secrets live: a local owner-only folder, or a cloud vault.</summary>
public interface IKeyVault
{
    /// <summary>Reads the root secret, 32 bytes or more. The caller clears the array after use.</summary>
    /// <exception cref="KeyVaultException">The secret is missing, unreadable, or readable by others.</exception>
    byte[] ReadRootSecret();

    /// <summary>Reads the release signing key as PKCS#8. The caller clears the array after use.</summary>
    /// <exception cref="KeyVaultException">The key is missing, unreadable, or readable by others.</exception>
    byte[] ReadSigningKey();

    /// <summary>Reads the secret of a permission; where there is none, draws one first and keeps it, whole or not at all. One that is there is never replaced. The caller disposes of it.</summary>
    /// <exception cref="KeyVaultException">The secret is damaged, of another permission, or readable by others.</exception>
    GrantSecret OpenGrantSecret(GrantScope scope);

    /// <summary>Destroys a grant secret for good and leaves a tombstone. One that is gone already gets a tombstone all the same.</summary>
    /// <param name="key">The secret, by name: a later one of the same permission is not touched.</param>
    /// <param name="reason">Reason code.</param>
    /// <param name="at">The instant the tombstone bears.</param>
    /// <exception cref="KeyVaultException">A grant secret or a tombstone is damaged or readable by others.</exception>
    GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at);

    /// <summary>The grant secrets there are, by name. One that a tombstone says is destroyed is destroyed, and not among them.</summary>
    /// <exception cref="KeyVaultException">A grant secret or a tombstone is damaged or readable by others.</exception>
    IReadOnlyList<GrantKey> GrantKeys();

    /// <summary>Every grant secret that was destroyed, the oldest first.</summary>
    /// <exception cref="KeyVaultException">A tombstone is damaged or readable by others.</exception>
    IReadOnlyList<GrantTombstone> GrantTombstones();

    /// <summary>Where the secret of a permission lies or would lie, for a message.</summary>
    /// <param name="contentHash">Content hash of the grant.</param>
    string GrantLocation(string contentHash);

    /// <summary>Writes the public half of the signing key into a folder, for whoever verifies releases; a file that holds it already is left alone.</summary>
    /// <param name="folder">The folder, made owner-only where it is missing.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="KeyVaultException">The signing key cannot be used.</exception>
    string WritePublicKey(string folder) => SigningKeyFile.WritePublicHalf(this, folder);
}
