using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>The secret of a grant: 32 random bytes that no other key tells anything of. Its bytes are cleared when it is disposed.</summary>
public sealed class GrantSecret : IDisposable
{
    /// <summary>Length of the secret, in bytes.</summary>
    public const int Length = 32;

    private static readonly byte[] IdLabel = Encoding.ASCII.GetBytes("linkage-grant-key-id-v1");

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Length, pinned: true);

    /// <summary>Holds a secret.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="bytes">32 bytes; copied.</param>
    /// <param name="isNew">It was made just now.</param>
    public GrantSecret(GrantScope scope, ReadOnlySpan<byte> bytes, bool isNew)
    {
        bytes.CopyTo(_bytes);
        Key = new GrantKey(scope, IdOf(scope.ContentHash, bytes));
        IsNew = isNew;
    }

    /// <summary>Its name.</summary>
    public GrantKey Key { get; }

    /// <summary>True when it was made just now, and false when it was there already.</summary>
    public bool IsNew { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    internal static string IdOf(string contentHash, ReadOnlySpan<byte> secret)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdLabel);
        hash.AppendData(Encoding.ASCII.GetBytes(contentHash));
        hash.AppendData(secret);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
