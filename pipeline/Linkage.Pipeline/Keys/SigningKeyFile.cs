using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>The signing key as it is written, in a file or in a cloud vault: PKCS#8 PEM, not encrypted.</summary>
internal static class SigningKeyFile
{
    private const string PemLabel = "PRIVATE KEY";

    /// <summary>The text of a new key; the caller clears it.</summary>
    public static byte[] Draw(SignatureScheme scheme)
    {
        using AsymmetricAlgorithm key = scheme == SignatureScheme.EcdsaP256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(SigningKey.LeastBits);
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The key in a text, as PKCS#8; the caller clears it.</summary>
    /// <param name="location">Where the text was read from, for a message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KeyVaultException">It is not what was written.</exception>
    public static byte[] Read(string location, ReadOnlySpan<byte> text)
    {
        var letters = new char[text.Length];
        try
        {
            Encoding.Latin1.GetChars(text, letters);
            if (!PemEncoding.TryFind(letters, out var fields) || !letters.AsSpan(fields.Label).SequenceEqual(PemLabel))
            {
                throw new KeyVaultException(location, $"holds no PEM block {PemLabel}", "Give the signing key as unencrypted PKCS#8 PEM.");
            }

            var key = new byte[fields.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(letters.AsSpan(fields.Base64Data), key, out var written) || written != key.Length)
            {
                throw new KeyVaultException(location, "holds a PEM block that cannot be decoded", "Restore the signing key from its backup.");
            }

            return key;
        }
        finally
        {
            Array.Clear(letters);
        }
    }

    /// <summary>Writes the public half of a vault's signing key into a folder.</summary>
    /// <returns>Path of the file.</returns>
    public static string WritePublicHalf(IKeyVault vault, string folder)
    {
        using var signing = SigningKey.Open(vault);
        var pem = Encoding.ASCII.GetBytes(signing.PublicPem);
        var path = Path.Combine(folder, LocalKeyVault.PublicFileName);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(pem))
        {
            PrivateFolder.Create(folder);
            PrivateFolder.WriteAllBytes(path, pem);
        }

        return path;
    }
}
