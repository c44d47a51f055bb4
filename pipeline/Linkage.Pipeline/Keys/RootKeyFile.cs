using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>The root secret as it is written, in a file or in a cloud vault: a header line and 64 hexadecimal digits.</summary>
internal static class RootKeyFile
{
    private const string Header = "linkage-root-key-v1";
    private const string Restore = "Restore the root key from its backup.";

    /// <summary>The text of a new secret from the operating system's random source; the caller clears it.</summary>
    public static byte[] Draw()
    {
        var secret = RandomNumberGenerator.GetBytes(LocalKeyVault.RootSecretLength);
        try
        {
            return Encoding.ASCII.GetBytes($"{Header}\n{Convert.ToHexStringLower(secret)}\n");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The secret in a text; the caller clears it.</summary>
    /// <param name="location">Where the text was read from, for a message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KeyVaultException">It is not what was written.</exception>
    public static byte[] Read(string location, ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Encoding.ASCII.GetBytes(Header + "\n")))
        {
            throw new KeyVaultException(location, $"does not begin with the line {Header}", Restore);
        }

        var digits = text[(Header.Length + 1)..].TrimEnd((byte)'\n').TrimEnd((byte)'\r');
        var secret = new byte[LocalKeyVault.RootSecretLength];
        if (digits.Length != 2 * LocalKeyVault.RootSecretLength || Convert.FromHexString(digits, secret, out _, out _) != OperationStatus.Done)
        {
            CryptographicOperations.ZeroMemory(secret);
            throw new KeyVaultException(location, $"does not hold {2 * LocalKeyVault.RootSecretLength} hexadecimal digits", Restore);
        }

        return secret;
    }
}
