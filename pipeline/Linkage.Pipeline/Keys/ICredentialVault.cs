namespace Linkage.Pipeline.Keys;

/// <summary>The credentials by which other machines know this one: private keys and certificates, each under a name. No pseudonym comes from them, and each can be replaced.</summary>
public interface ICredentialVault
{
    /// <summary>The names there are, in order.</summary>
    /// <exception cref="KeyVaultException">The vault cannot be used.</exception>
    IReadOnlyList<string> Credentials();

    /// <summary>Reads one; the caller clears the bytes.</summary>
    /// <returns>Its text in UTF-8; null where there is none of that name.</returns>
    /// <exception cref="KeyVaultException">It cannot be read, or could be read by others.</exception>
    byte[]? ReadCredential(string name);

    /// <summary>Keeps one, in the place of what was there.</summary>
    /// <param name="name">Its <see cref="CredentialName"/>.</param>
    /// <param name="text">Its text in UTF-8.</param>
    /// <exception cref="KeyVaultException">It cannot be kept.</exception>
    void WriteCredential(string name, ReadOnlySpan<byte> text);

    /// <summary>Destroys one.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="KeyVaultException">It cannot be destroyed.</exception>
    bool RemoveCredential(string name);

    /// <summary>Where one lies or would lie, for a message.</summary>
    string CredentialLocation(string name);
}
