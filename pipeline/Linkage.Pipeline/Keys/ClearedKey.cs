using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys;

/// <summary>The bytes of a key, cleared when it is disposed.</summary>
/// <param name="bytes">The bytes; pinned, or the collector may leave copies behind.</param>
internal sealed class ClearedKey(byte[] bytes) : IDisposable
{
    /// <summary>The bytes.</summary>
    public byte[] Bytes => bytes;

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
}
