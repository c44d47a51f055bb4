using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Deliveries;

/// <summary>Credentials for as long as a delivery needs them: in memory, or as files of a private scratch that its owner wipes.</summary>
/// <param name="vault">Where they are kept.</param>
/// <param name="scratch">The scratch.</param>
internal sealed class CredentialFiles(ICredentialVault vault, string scratch)
{
    /// <summary>Reads one; the caller clears it.</summary>
    /// <exception cref="KeyVaultException">There is none of that name, or it cannot be read.</exception>
    public byte[] Read(string name) => vault.ReadCredential(name) ?? throw new KeyVaultException(vault.CredentialLocation(name), "is missing", $"Set it with: linkage keys credential set {name}");

    /// <summary>Reads one that is a certificate with its private key, in PEM.</summary>
    /// <exception cref="KeyVaultException">There is none of that name, or it is something else.</exception>
    public X509Certificate2 ReadCertificate(string name)
    {
        var text = Read(name);
        var pem = Encoding.UTF8.GetChars(text);
        try
        {
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (CryptographicException)
        {
            throw new KeyVaultException(name, "is a credential that holds no PEM certificate with its private key", "Set it again with both, one after the other: linkage keys credential set " + name);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            Array.Clear(pem);
        }
    }

    /// <summary>Writes one to a file of its own, readable by its owner only.</summary>
    /// <returns>Path of the file; null where there is none of that name and none is required.</returns>
    /// <exception cref="KeyVaultException">There is none of that name, or it cannot be read.</exception>
    public string? Write(string folder, string name, bool isRequired)
    {
        var text = isRequired ? Read(name) : vault.ReadCredential(name);
        if (text is null)
        {
            return null;
        }

        // The OpenSSH client refuses a private key whose last line has no end.
        byte[] lines = text is [.., (byte)'\n'] ? [.. text] : [.. text, (byte)'\n'];
        try
        {
            var path = Path.Combine(scratch, folder, name);
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            PrivateFolder.WriteNewFile(path, lines);
            return path;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(lines);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Wipes the files of a folder.</summary>
    public void Wipe(string folder) => PrivateFolder.WipeFolder(Path.Combine(scratch, folder));
}
