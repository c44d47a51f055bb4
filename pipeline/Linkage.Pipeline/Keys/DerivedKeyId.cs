using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>Names a derived key without giving it away.</summary>
internal static class DerivedKeyId
{
    /// <summary>Length of a key id, in bytes.</summary>
    public const int Length = 16;

    private static readonly byte[] IdLabel = Encoding.ASCII.GetBytes("linkage-key-id-v1");
    private static readonly byte[] CheckLabel = Encoding.ASCII.GetBytes("linkage-key-check-v1");

    /// <summary>The id: a hash over what the key is for and over a check value, so that a restored root key that is not the old one shows.</summary>
    /// <param name="key">The key.</param>
    /// <param name="info">What it is for, as it was derived.</param>
    public static byte[] Of(byte[] key, byte[] info)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdLabel);
        hash.AppendData(HMACSHA256.HashData(key, CheckLabel));
        hash.AppendData(info);
        return hash.GetHashAndReset()[..Length];
    }
}
