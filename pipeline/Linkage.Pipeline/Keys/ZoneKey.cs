using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The derived key under which the files of one place in the zones are sealed. Every file has a key of its own, derived from this one and from a salt that is a keyed digest of
/// what is in the file, so that no two different contents are ever encrypted under the same key. Its bytes have no way out, and are cleared when it is disposed.
/// </summary>
public sealed class ZoneKey : IDisposable
{
    /// <summary>Length of a salt, in bytes.</summary>
    internal const int SaltLength = HMACSHA256.HashSizeInBytes;

    private static readonly byte[] SaltLabel = Encoding.ASCII.GetBytes("linkage-file-salt-v1");
    private static readonly byte[] ContentLabel = Encoding.ASCII.GetBytes("linkage-file-content-v1");
    private static readonly byte[] FileLabel = Encoding.ASCII.GetBytes("linkage-file-key-v1");

    private readonly byte[] _key;
    private bool _disposed;

    internal ZoneKey(byte[] key, byte[] info)
    {
        _key = key;
        KeyId = DerivedKeyId.Of(key, info);
    }

    /// <summary>Names the key without giving it away, 16 bytes; stands at the head of each file.</summary>
    internal byte[] KeyId { get; }

    /// <summary>What the secret of a dataset adds, without which no file that was sealed with it opens; null where files are sealed under the key of their place alone.</summary>
    internal DatasetSealing? Dataset { get; init; }

    /// <summary>The key under which chunks are told apart (GMAC). Its tags go into the salt and nowhere else. The caller clears it.</summary>
    internal byte[] ContentKey() => Expand(ContentLabel);

    /// <summary>The salt of a file: HMAC-SHA-256 over what the file is for and the tags of its chunks, in their order.</summary>
    /// <param name="binding">What the file is for, in an encoding from which nothing else can be read.</param>
    /// <param name="content">SHA-256 over the tags of its chunks under the content key.</param>
    internal byte[] SaltOf(byte[] binding, byte[] content)
    {
        var key = Expand(SaltLabel);
        try
        {
            byte[] fields = [.. SHA256.HashData(binding), .. content];
            return HMACSHA256.HashData(key, fields);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The AES-256 key of a file: HKDF-SHA-256. The caller clears it.</summary>
    /// <param name="header">The head of the file, its salt within.</param>
    /// <param name="binding">What the file is for.</param>
    internal byte[] FileKey(byte[] header, byte[] binding) => Expand(Dataset?.Key ?? _key, [.. FileLabel, .. SHA256.HashData(header), .. SHA256.HashData(binding)]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(Dataset?.Key);
    }

    // Pinned, so that the collector leaves no copies behind when it moves objects.
    private byte[] Expand(byte[] info) => Expand(_key, info);

    private byte[] Expand(byte[] from, byte[] info)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, from, key, info);
        return key;
    }
}
